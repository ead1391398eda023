import type { Assembly } from './assembly';
import type { JsonObject } from './json';

/** A stack as it would be deployed, every reference resolved. */
export interface ResolvedStack {
  /** Name in CloudFormation. */
  readonly name: string;
  readonly resources: readonly ResolvedResource[];
}

export interface ResolvedResource {
  readonly logicalId: string;
  readonly type: string;
  /** What `Ref` gives, which is what AWS calls it in most cases. */
  readonly physicalId: string;
  readonly properties: JsonObject;
}

/** Every stack of an assembly that is no nested one. */
export function resolvedStacks({ stacks, resources }: Assembly): ResolvedStack[] {
  return stacks
    .filter(({ parent }) => parent === undefined)
    .map((stack) => ({
      name: stack.name,
      resources: resources
        .filter(({ resource }) => resource.stack === stack)
        .map(({ resource: { logicalId }, type, ref, properties }) => ({
          ...{ logicalId, type, properties },
          physicalId: ref,
        })),
    }));
}
