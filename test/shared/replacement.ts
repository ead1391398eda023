import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { TemplateData } from './assembly';

/** How one template becomes another, by logical id. */
export interface Change {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** `<type>.<property>` of what is written where it is. */
  readonly updated: readonly string[];
  /** `<type>.<property>` of what CloudFormation makes anew because of that property. */
  readonly replaced: readonly string[];
}

interface ResourceType {
  readonly cloudFormationType: string;
  readonly properties: Readonly<Record<string, { readonly causesReplacement?: 'yes' | 'no' | 'maybe' }>>;
}

/** CloudFormation's own description of its resource types, as the command line of the CDK has it for `cdk diff`. */
const types = new Map(
  (
    JSON.parse(
      gunzipSync(readFileSync(resolve(__dirname, '../../node_modules/aws-cdk/db.json.gz'))).toString('utf8'),
    ) as { readonly schema: { readonly resource: { readonly entities: readonly ResourceType[] } } }
  ).schema.resource.entities.map((type) => [type.cloudFormationType, type]),
);

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
  const known = types.get(type)?.properties[property];
  if (!known) throw new Error(`${type} has no property ${property}`);
  return known.causesReplacement === 'yes' || known.causesReplacement === 'maybe';
}
