import { waitUntil } from '../cloud/clock';
import type { Clock, Cloud } from '../cloud/types';
import type { StageModel } from '../model';
import { UsageError } from '../usage-error';
import type { Selection } from './select-stages';
import type { Timeline } from './timeline';

/** Cloud seconds that an alarm may take to go off. */
const LIMIT_SECONDS = 1800;

/** Names of the alarms that must be quiet before a release enters the last of the stages. */
export function entryAlarms(stages: readonly StageModel[]): string[] {
  const rules = stages.at(-1)?.entryRules ?? [];
  return rules.flatMap(({ provider, configuration: { AlarmName } }) =>
    provider === 'CloudWatchAlarm' && AlarmName !== undefined ? [AlarmName] : [],
  );
}

/** Waits until one of the alarms at the entry of the environment is red. Throws a UsageError when none goes off. */
export async function waitForRed(
  { stages, environment }: Pick<Selection, 'stages' | 'environment'>,
  { cloud, clock, timeline }: { readonly cloud: Cloud; readonly clock: Clock; readonly timeline: Timeline },
): Promise<void> {
  const names = entryAlarms(stages);
  const red = (): string | undefined =>
    cloud.statistics().alarms.find(({ name, state }) => names.includes(name) && state === 'ALARM')?.name;
  const text = 'The version that runs is bad already: the release comes when an alarm has found it.';
  timeline.emit({ type: 'note', text });
  if (await waitUntil(clock, () => red() !== undefined, { timeoutSeconds: LIMIT_SECONDS })) return;
  throw new UsageError(
    `no alarm of ${environment} went off within ${LIMIT_SECONDS / 60} min, although the version that runs is bad`,
  );
}
