import type { PropertyDrift, ResourceDrift, StackDrift } from './drift-model';

/** A template whose references are resolved. */
export interface ResolvedTemplate {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** A resource as it is. */
export interface LiveResource {
  readonly physicalId: string;
  /** Its properties; absent when the resource is gone. */
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** What `compareTemplate` compares. */
export interface ComparedStack {
  readonly stack: string;
  readonly project: string;
  readonly template: ResolvedTemplate;
  /** By logical id. A resource that is not here was not looked at. */
  readonly live: ReadonlyMap<string, LiveResource>;
}

/**
 * What CloudFormation would say about a stack: template and reality in, drift out, ready for `classifyStack`. By its rules
 * only what the template sets is compared, and of a list what was added too.
 * Source: CloudFormation user guide, "Detect unmanaged configuration changes", "Considerations".
 */
export function compareTemplate({ stack, project, template, live }: ComparedStack): StackDrift {
  const entries = Object.entries(template.Resources);
  return {
    stack,
    project,
    resources: entries.map(([logicalId, { Type: type }]) => {
      const physicalId = live.get(logicalId)?.physicalId;
      return { logicalId, type, ...(physicalId !== undefined && { physicalId }) };
    }),
    drifts: entries.flatMap(([logicalId, { Type: type, Properties = {} }]): ResourceDrift[] => {
      const resource = live.get(logicalId);
      if (!resource) return [];
      const { physicalId, properties } = resource;
      const differences = properties ? differencesBetween(Properties, properties) : [];
      const status = properties ? (differences.length === 0 ? 'IN_SYNC' : 'MODIFIED') : 'DELETED';
      return [
        {
          logicalId,
          type,
          physicalId,
          status,
          differences,
          ...(properties && {
            expectedProperties: JSON.stringify(Properties),
            actualProperties: JSON.stringify(properties),
          }),
        },
      ];
    }),
  };
}

/** Every place at or below `path` where `actual` is not what `expected` sets. */
function differencesBetween(expected: unknown, actual: unknown, path = ''): PropertyDrift[] {
  const difference = (kind: string): PropertyDrift[] => [
    { path, kind, expected: textOf(expected), actual: textOf(actual) },
  ];
  if (actual === undefined || actual === null) return difference('REMOVE');
  if (expected === undefined) return difference('ADD');
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return difference('NOT_EQUAL');
    const length = Math.max(expected.length, actual.length);
    return Array.from({ length }, (_, index) =>
      differencesBetween(expected[index], actual[index], `${path}/${index}`),
    ).flat();
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object') return difference('NOT_EQUAL');
    return Object.entries(expected).flatMap(([key, value]) =>
      differencesBetween(value, (actual as Readonly<Record<string, unknown>>)[key], `${path}/${key}`),
    );
  }
  return textOf(expected) === textOf(actual) ? [] : difference('NOT_EQUAL');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
