import { createHash } from 'node:crypto';
import { asObject, asText, type Json, type JsonObject } from './json';

/** One stack of an assembly, before any intrinsic function is resolved. */
export interface Stack {
  /** Name for people: the stack name, or `Parent/LogicalId` for a nested stack. */
  readonly label: string;
  /** Name in CloudFormation. */
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly template: JsonObject;
  /** Absolute path of each file asset by the object key it is published under. */
  readonly assets: ReadonlyMap<string, string>;
  /** The resource that makes this stack, when it is a nested one. */
  readonly parent?: { readonly stack: Stack; readonly logicalId: string };
}

/** One resource of a template. */
export interface Resource {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly type: string;
  /** Properties as the template has them, with intrinsic functions. */
  readonly properties: JsonObject;
  /** What is written beside it for people and programs; empty when there is nothing. */
  readonly metadata: JsonObject;
  /** Name of the condition that decides whether it is made. */
  readonly condition?: string;
}

/** Every resource of a stack, in the order of the template. */
export function resourcesOf(stack: Stack): Resource[] {
  return Object.entries(asObject(stack.template.Resources)).map(([logicalId, value]) =>
    toResource(stack, logicalId, value),
  );
}

/** One resource, or undefined when the template has none of that logical id. */
export function resourceOf(stack: Stack, logicalId: string): Resource | undefined {
  const value = asObject(stack.template.Resources)[logicalId];
  return value === undefined ? undefined : toResource(stack, logicalId, value);
}

/** Where a resource is, for people: `Stack/LogicalId`. */
export function whereIs(resource: Resource): string {
  return `${resource.stack.label}/${resource.logicalId}`;
}

/** Hexadecimal text that is always the same for one resource and unlike any other's. */
export function fingerprint(resource: Resource, length: number): string {
  return createHash('sha256')
    .update(`${resource.stack.account}/${resource.stack.region}/${resource.stack.name}/${resource.logicalId}`)
    .digest('hex')
    .slice(0, length);
}

function toResource(stack: Stack, logicalId: string, value: Json | undefined): Resource {
  const body = asObject(value);
  return {
    stack,
    logicalId,
    type: asText(body.Type),
    properties: asObject(body.Properties),
    metadata: asObject(body.Metadata),
    ...(typeof body.Condition === 'string' && { condition: body.Condition }),
  };
}
