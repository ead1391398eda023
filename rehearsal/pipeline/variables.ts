/** Output variables of the actions that ran, by namespace. */
export type Namespaces = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Replaces `#{Namespace.variable}`; throws when an action has not given the variable, as CodePipeline does. */
export function resolveVariables(text: string, namespaces: Namespaces): string {
  return text.replace(/#\{([\w@-]+)\.([\w@-]+)\}/g, (reference, namespace: string, name: string) => {
    const value = namespaces.get(namespace)?.[name];
    if (value === undefined)
      throw new Error(`the variable ${reference} has no value: no action before gave it`);
    return value;
  });
}

/** Resolves the variables in every value of an action's configuration. */
export function resolveConfiguration(
  configuration: Readonly<Record<string, string>>,
  namespaces: Namespaces,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(configuration).map(([key, value]) => [key, resolveVariables(value, namespaces)]),
  );
}
