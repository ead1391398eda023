import type { TemplateData } from './assembly';

/** Logical ids of all that CloudFormation makes before the resource `id`, directly or through others. */
export function neededBy({ Resources }: TemplateData, id: string): ReadonlySet<string> {
  const found = new Set<string>();
  const follow = (from: string): void => {
    for (const next of namedIn(Resources[from])) {
      if (found.has(next) || !(next in Resources)) continue;
      found.add(next);
      follow(next);
    }
  };
  follow(id);
  return found;
}

/** Logical ids that a resource refers to or depends on; parameters of the template among them. */
function namedIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(namedIn);
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (key === 'Ref' || key === 'DependsOn') return [inner].flat().map(String);
    if (key === 'Fn::GetAtt') return [String([inner].flat()[0]).split('.')[0] ?? ''];
    if (key === 'Fn::Sub')
      return [...JSON.stringify(inner).matchAll(/\$\{(\w+)/g)].map(([, name]) => String(name));
    return namedIn(inner);
  });
}
