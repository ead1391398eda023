import { CfnElement, Stack } from 'aws-cdk-lib';
import type { CfnResource } from 'aws-cdk-lib';

interface Rendered {
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
}

/**
 * The properties of `resource` as its template has them, for another resource that must change whenever this one
 * does and that `waiting` wait for. What refers to a resource that itself waits is given as text: it cannot have
 * changed before.
 */
export function watchedProperties(resource: CfnResource, waiting: readonly CfnResource[]): object {
  const stack = Stack.of(resource);
  const elements = new Map(
    stack.node
      .findAll()
      .filter((one) => CfnElement.isCfnElement(one))
      .map((one) => [stack.getLogicalId(one), one] as const),
  );
  const known = new Map(waiting.map((one) => [stack.getLogicalId(one), true]));
  const waits = (id: string): boolean => {
    const found = known.get(id);
    if (found !== undefined) return found;
    known.set(id, false);
    const element = elements.get(id);
    const { Properties, DependsOn = [] } = element ? render(element) : {};
    const answer = [...referencesIn(Properties), ...DependsOn].some(waits);
    known.set(id, answer);
    return answer;
  };
  return withText(render(resource).Properties ?? {}, waits) as object;
}

function render(element: CfnElement): Rendered {
  const { Resources = {} } = Stack.of(element).resolve(element._toCloudFormation()) as {
    readonly Resources?: Readonly<Record<string, Rendered>>;
  };
  return Object.values(Resources)[0] ?? {};
}

/** Logical id that a value refers to; undefined when it is no reference. */
function referenceOf(value: object): string | undefined {
  const [[key, target] = []] = Object.entries(value) as [string, unknown][];
  if (key === 'Ref' && typeof target === 'string') return target;
  return key === 'Fn::GetAtt' && Array.isArray(target) ? String(target[0]) : undefined;
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const id = referenceOf(value);
  return id === undefined ? Object.values(value).flatMap(referencesIn) : [id];
}

function withText(value: unknown, waits: (id: string) => boolean): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withText(item, waits));
  const id = referenceOf(value);
  if (id !== undefined) return waits(id) ? id : value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withText(item, waits)]));
}
