/** One resource of a template, as far as its price is concerned. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** One synthesized stack. */
export interface StackTemplate {
  /** Name that a person knows the stack by. */
  readonly stack: string;
  /** Resources by logical id. */
  readonly resources: Readonly<Record<string, Resource>>;
}

/** A resource with its logical id and the stack around it. */
export interface Placed {
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly stack: StackTemplate;
}

/** All resources of a type in one stack. */
export function resourcesOf(stack: StackTemplate, type: string): Placed[] {
  return Object.entries(stack.resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, resource]) => ({ id, properties: resource.Properties ?? {}, stack }));
}

/** Whether `value` mentions the logical id, as `Ref`, in `Fn::GetAtt` or inside a join. */
export function mentions(value: unknown, id: string): boolean {
  if (typeof value === 'string') return value === id;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((part) => mentions(part, id));
}

/** `value` as an object; an empty one when it is something else. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** `value` as a list of objects; an empty one when it is something else. */
export function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}
