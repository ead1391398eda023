import type { ChangeWindow } from '../config/change-window-schema';
import type { Environment } from '../config/schema';
import type { RollbackAlarms } from '../observability/rollback-alarms';

/** What a release must pass before it enters an environment. */
export interface ReleaseGate {
  /** True when a person must agree. */
  readonly approval: boolean;
  /** When it may begin; at any time when absent. */
  readonly changeWindow?: ChangeWindow;
  /** Names of the alarms of which none may be red. */
  readonly alarmNames: readonly string[];
}

/**
 * The gate that the configuration of an environment asks for.
 * @param alarms what undoes a release of the service there
 */
export function releaseGate(
  { approval, changeWindow, blockOnAlarms }: Environment,
  alarms: readonly RollbackAlarms[],
): ReleaseGate {
  return {
    approval,
    ...(changeWindow && { changeWindow }),
    alarmNames: blockOnAlarms ? alarms.flatMap(({ feltByUsers }) => feltByUsers) : [],
  };
}
