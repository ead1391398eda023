import { eventsOf } from './run-record';
import type { Of, RunRecord } from './run-record';

/** One deployment as CodeDeploy or ECS tells of it. */
export interface DeploymentRun {
  readonly id: string;
  /** Name of the service. */
  readonly service: string;
  /** Its statuses or lifecycle events, in their order. */
  readonly steps: readonly Of<'deployment'>[];
  /** The deployment that it takes back; absent for a release. */
  readonly rollbackOf?: string;
}

/** Steps of a deployment that are states of the whole and no lifecycle events. */
export const STATES: ReadonlySet<string> = new Set(['Created', 'Succeeded', 'Failed', 'Stopped']);

/** Every deployment, in the order in which they began. */
export function deploymentRuns(record: Pick<RunRecord, 'events'>): DeploymentRun[] {
  const told = eventsOf(record, 'deployment');
  const ids = [...new Set(told.map(({ id }) => id))];
  return ids.map((id) => {
    const steps = told.filter((event) => event.id === id);
    const rollbackOf = steps.flatMap(({ detail = '' }) => /^rollback of (\S+)/.exec(detail)?.[1] ?? [])[0];
    return { id, service: steps[0]?.service ?? '', steps, ...(rollbackOf !== undefined && { rollbackOf }) };
  });
}
