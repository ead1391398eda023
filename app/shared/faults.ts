/** Faults that can be planted in a service to see the delivery pipeline catch them. */
export interface Faults {
  /** Share of requests answered with 500, from 0 to 1, spread evenly. */
  readonly errorRate: number;
  /** Milliseconds added before each answer. */
  readonly latencyMs: number;
  /** The process ends with status 2 before it listens. */
  readonly crashOnBoot: boolean;
  /** `/health` and `/ready` answer 503. */
  readonly unhealthy: boolean;
  /** Mebibytes kept for ever by each request. */
  readonly memoryLeakMb: number;
  /** Calls to other services fail. */
  readonly dependencyFailure: boolean;
}

/** A healthy service. */
export const NO_FAULTS: Faults = {
  errorRate: 0,
  latencyMs: 0,
  crashOnBoot: false,
  unhealthy: false,
  memoryLeakMb: 0,
  dependencyFailure: false,
};

interface FaultSyntax {
  readonly field: keyof Faults;
  /** Largest value allowed; a fault without one is a plain switch. */
  readonly max?: number;
}

const SYNTAX = new Map<string, FaultSyntax>([
  ['error-rate', { field: 'errorRate', max: 1 }],
  ['latency-ms', { field: 'latencyMs', max: 60_000 }],
  ['crash-on-boot', { field: 'crashOnBoot' }],
  ['unhealthy', { field: 'unhealthy' }],
  ['memory-leak-mb', { field: 'memoryLeakMb', max: 64 }],
  ['dependency-failure', { field: 'dependencyFailure' }],
]);

/**
 * Reads a comma separated list such as `error-rate=0.25,unhealthy`.
 * @throws Error whose message says which item is wrong, what it got and what is allowed
 */
export function parseFaults(text: string): Faults {
  const items = text.split(',').map((item) => item.trim());
  const given = items.filter((item) => item !== '').map(parseItem);
  return { ...NO_FAULTS, ...Object.fromEntries(given) };
}

function parseItem(item: string): [keyof Faults, number | boolean] {
  const [name = '', value] = item.split('=', 2);
  const syntax = SYNTAX.get(name);
  if (!syntax) throw new Error(`unknown fault "${name}"; allowed: ${[...SYNTAX.keys()].join(', ')}`);
  if (syntax.max === undefined) {
    if (value !== undefined) throw new Error(`fault ${name} takes no value, got "${value}"`);
    return [syntax.field, true];
  }
  const number = Number(value?.trim() || Number.NaN);
  if (!(number > 0 && number <= syntax.max)) {
    throw new Error(`fault ${name} needs a number above 0 and at most ${syntax.max}, got "${value ?? ''}"`);
  }
  return [syntax.field, number];
}

/**
 * Spreads failures evenly: a rate of 0.25 fails exactly every fourth call.
 * The margin absorbs binary rounding, so that 0.1 fails the tenth call and not the eleventh.
 */
export function errorDiffusion(rate: number): () => boolean {
  const margin = 1e-9;
  let calls = 0;
  return function failsNow() {
    calls += 1;
    return Math.floor(calls * rate + margin) > Math.floor((calls - 1) * rate + margin);
  };
}
