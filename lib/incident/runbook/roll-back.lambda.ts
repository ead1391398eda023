import { rollBack } from './roll-back';
import type { RollBackAnswer, RollBackRequest } from './roll-back';

/** Begins a rollback for the runbook; throws when it cannot work, which fails the step with the reason. */
export async function handler(request: RollBackRequest): Promise<RollBackAnswer> {
  return rollBack(request, process.env, (line) => void process.stdout.write(`${line}\n`));
}
