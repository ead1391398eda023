import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { IConstruct } from 'constructs';

type Class<T> = abstract new (...args: never[]) => T;

/**
 * The child `id` of `parent`, which a library made and does not show.
 * @throws Error when the library makes no such child any more, or one of another class
 */
export function childOf<T>(parent: IConstruct, id: string, type: Class<T>): T {
  const child = parent.node.tryFindChild(id);
  if (child instanceof type) return child;
  throw new Error(`${parent.node.path} has no child ${id} of the expected class: its library has changed`);
}

/**
 * The construct of class `type` that made the role behind `principal`.
 * @throws Error when something else made it
 */
export function ownerOf<T>(principal: iam.IPrincipal, type: Class<T>): T {
  const owner = Construct.isConstruct(principal) ? principal.node.scope : undefined;
  if (owner instanceof type) return owner;
  throw new Error('what made the principal is of another class: its library has changed');
}
