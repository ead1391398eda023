import type { Problem } from './rules';
import { environmentSchema } from './schema';

/** Parts of tracing that an account has once in each region, by the field that asks for them. */
const ONCE = ['applicationSignals', 'transactionSearch'] as const;

const shape = environmentSchema.pick({ tracing: true, account: true, region: true }).loose();

/** What belongs to an account and region as a whole may be asked for by one environment there, and needs traces. */
export function tracingRules(environments: readonly unknown[]): Problem[] {
  const owners = new Set<string>();
  return environments.flatMap((environment, index) => {
    const parsed = shape.safeParse(environment);
    if (!parsed.success) return [];
    const { account, region, tracing } = parsed.data;
    return ONCE.filter((field) => tracing[field]).flatMap((field) => {
      const path = `environments[${index}].tracing.${field}`;
      const place = `${field} ${account ?? ''} ${region}`;
      const taken = owners.has(place);
      owners.add(place);
      return [
        ...(taken ? [once(path, tracing[field])] : []),
        ...(tracing.enabled ? [] : [needsTraces(path, tracing[field])]),
      ];
    });
  });
}

function once(path: string, got: unknown): Problem {
  const message = `allowed: in one environment of an account and region, which has it once; fix: remove it here, it serves this environment too`;
  return { path, got, message };
}

function needsTraces(path: string, got: unknown): Problem {
  const message = `allowed: only where tracing is enabled; fix: remove it or enable tracing`;
  return { path, got, message };
}
