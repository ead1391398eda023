import type { EnvironmentResult } from '../events';
import type { AssemblyModel } from '../model';
import { rehearsedService, strategyOf } from './rehearsed-service';
import type { Summary } from './result';
import type { Selection } from './select-stages';

/**
 * The result of a run: that of the last environment that was reached. With more than one environment it also lists
 * all of them. Throws when none was reached.
 */
export function promotionResult(
  reached: readonly Summary[],
  environments: readonly Selection[],
  model: AssemblyModel,
): Summary {
  const last = reached.at(-1);
  if (last === undefined) throw new Error('no environment was reached');
  if (environments.length === 1) return last;
  const told = environments.map((selection, index) => {
    const result = reached[index];
    return result === undefined ? notReached(selection, model) : environmentResult(result);
  });
  return { ...last, environments: told };
}

function environmentResult(result: Summary): EnvironmentResult {
  const { environment, strategy, outcome, stoppedAt, reason, cause, servingVersion } = result;
  const { requests, window, cloudSeconds, hooks, alarms, versions, traces } = result;
  return {
    ...{ environment, strategy, outcome, requests, window, cloudSeconds, hooks, alarms, versions },
    ...(traces === undefined ? {} : { traces }),
    ...(stoppedAt === undefined ? {} : { stoppedAt }),
    ...(reason === undefined ? {} : { reason }),
    ...(cause === undefined ? {} : { cause }),
    ...(servingVersion === undefined ? {} : { servingVersion }),
  };
}

function notReached(selection: Selection, model: AssemblyModel): EnvironmentResult {
  const strategy = strategyOf(rehearsedService(model, selection));
  return { environment: selection.environment, strategy, outcome: 'not-reached' };
}
