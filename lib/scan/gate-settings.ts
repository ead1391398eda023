import type { ScanRules } from '../config/scan-schema';

/** Environment variables of the gate's function. */
export const GATE_ENV = {
  /** Name of the repository whose images may be released. */
  repository: 'REPOSITORY',
  /** The resolved rules, as JSON. */
  rules: 'SCAN_RULES',
  /** How long a scan may take, in seconds of cloud time. */
  limitSeconds: 'SCAN_LIMIT_SECONDS',
} as const;

/** What the gate is told by its environment. */
export interface GateSettings {
  readonly repository: string;
  readonly rules: ScanRules;
  readonly limitSeconds: number;
}

/**
 * Reads the settings of the gate.
 * @throws Error when one is missing or no number or JSON: a gate without rules stays shut
 */
export function readGateSettings(environment: Readonly<Record<string, string | undefined>>): GateSettings {
  const repository = environment[GATE_ENV.repository];
  const rules = rulesOf(environment[GATE_ENV.rules] ?? '');
  const limitSeconds = Number(environment[GATE_ENV.limitSeconds]);
  if (!repository || !rules || !(limitSeconds > 0)) {
    throw new Error(
      `the gate needs ${Object.values(GATE_ENV).join(', ')} in its environment; deploy the pipeline stack again`,
    );
  }
  return { repository, rules, limitSeconds };
}

function rulesOf(text: string): ScanRules | undefined {
  try {
    const rules = JSON.parse(text) as Partial<ScanRules> | null;
    return rules?.blockFrom && Array.isArray(rules.allow) ? (rules as ScanRules) : undefined;
  } catch {
    return undefined;
  }
}
