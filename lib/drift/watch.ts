import type { DetectionClock } from './detect';
import type { StackReport } from './drift-model';

/** Time that is kept for the message at the end, in milliseconds. */
export const TELL_MS = 45_000;

/** Real time. */
export const CLOCK: DetectionClock = {
  now: () => Date.now(),
  wait: async (milliseconds) => new Promise((resolve) => void setTimeout(resolve, milliseconds)),
};

/** One sentence for an error of AWS. */
export function errorText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** One line of the function's log. */
export function log(fields: object): void {
  process.stdout.write(`${JSON.stringify(fields)}\n`);
}

/** What was found in a stack, without values: the message has those. */
export function logStack({ stack, counts, findings, problem }: StackReport): void {
  const wrong = findings
    .filter(({ outcome }) => outcome === 'drifted' || outcome === 'unchecked')
    .map(({ logicalId, outcome, reason, differences }) => ({
      logicalId,
      outcome,
      reason,
      paths: differences.map(({ path }) => path),
    }));
  const level = wrong.length > 0 || problem !== undefined ? 'warn' : 'info';
  log({ level, message: 'stack checked', stack, counts, problem, wrong });
}
