import type { TemplateData } from './assembly';
import { propertyOf } from './resource-types';

/** How one template becomes another, by logical id. */
export interface Change {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** `<type>.<property>` of what is written where it is. */
  readonly updated: readonly string[];
  /** `<type>.<property>` of what CloudFormation makes anew because of that property. */
  readonly replaced: readonly string[];
}

/** What CloudFormation does to the resources of `before` so that they become those of `after`. */
export function changeOf({ Resources: before }: TemplateData, { Resources: after }: TemplateData): Change {
  const updated = new Set<string>();
  const replaced = new Set<string>();
  for (const [id, { Type, Properties = {} }] of Object.entries(before)) {
    const next = after[id]?.Properties ?? (after[id] && {});
    if (!next) continue;
    for (const property of new Set([...Object.keys(Properties), ...Object.keys(next)])) {
      if (JSON.stringify(Properties[property]) === JSON.stringify(next[property])) continue;
      (replaces(Type, property) ? replaced : updated).add(`${Type}.${property}`);
    }
  }
  return {
    added: Object.keys(after).filter((id) => !before[id]),
    removed: Object.keys(before).filter((id) => !after[id]),
    updated: [...updated].sort(),
    replaced: [...replaced].sort(),
  };
}

function replaces(type: string, property: string): boolean {
  if (type.startsWith('Custom::')) return property === 'ServiceToken';
  const known = propertyOf(type, property);
  if (!known) throw new Error(`${type} has no property ${property}`);
  return known.causesReplacement === 'yes' || known.causesReplacement === 'maybe';
}
