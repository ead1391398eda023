import type { Cause } from '../cause';
import type { EntryRuleModel, StageModel } from '../model';
import type { RunContext } from './action';
import { resolveConfiguration } from './variables';

/** Why a release must not enter a stage. */
interface Refusal {
  readonly reason: string;
  readonly cause: Cause;
}

/**
 * Checks the rules that a release must pass before it enters a stage, all at the same time.
 * Resolves with the reason why it must not; undefined when it may.
 */
export async function entryRefusal(
  stage: StageModel,
  context: RunContext,
  namespaces: Parameters<typeof resolveConfiguration>[1] = new Map(),
): Promise<Refusal | undefined> {
  const reasons = await Promise.all(
    (stage.entryRules ?? []).map(async (rule) =>
      rule.provider === 'VariableCheck' ? variableRefusal(rule, namespaces) : refusal(rule, context),
    ),
  );
  return reasons.find((reason) => reason !== undefined);
}

async function refusal(rule: EntryRuleModel, context: RunContext): Promise<Refusal | undefined> {
  if (rule.provider === 'CloudWatchAlarm') return alarmRefusal(rule, context);
  if (rule.provider === 'DeploymentWindow') {
    const { Cron, TimeZone } = rule.configuration;
    const text = `The change window ${Cron ?? ''} (${TimeZone ?? 'UTC'}) is taken as open: a rehearsal has no time of day.`;
    context.timeline.emit({ type: 'note', text });
  }
  return undefined;
}

/** A variable is compared as text, or matched as a whole. */
function variableRefusal(
  { configuration }: EntryRuleModel,
  namespaces: Parameters<typeof resolveConfiguration>[1],
): Refusal | undefined {
  const { Variable = '', Operator = '' } = configuration;
  const value = resolveConfiguration({ Variable }, namespaces).Variable ?? '';
  const wanted = configuration.Value ?? '';
  const holds: Readonly<Record<string, () => boolean>> = {
    EQ: () => value === wanted,
    NE: () => value !== wanted,
    CONTAINS: () => value.includes(wanted),
    MATCHES: () => new RegExp(`^(?:${wanted})$`).test(value),
  };
  if (holds[Operator]?.() === true) return undefined;
  const reason = `the variable ${Variable} is '${value}': not ${Operator} ${wanted}`;
  return { reason, cause: { kind: 'entry', name: Variable } };
}

/** An alarm that is quiet lets the release in at once; a red one may take the wait of the rule to recover. */
async function alarmRefusal(
  { configuration }: EntryRuleModel,
  context: RunContext,
): Promise<Refusal | undefined> {
  const { AlarmName = '', AlarmStates = 'ALARM', WaitTime = '0' } = configuration;
  const cloud = await context.cloud();
  const state = (): string | undefined =>
    cloud.statistics().alarms.find(({ name }) => name === AlarmName)?.state;
  if (state() === undefined) return { reason: `there is no alarm ${AlarmName}`, cause: { kind: 'error' } };
  const red = AlarmStates.split(',');
  const wait = Number(WaitTime) * 60;
  for (let waited = 0; red.includes(state() ?? ''); waited += 1) {
    if (waited === 0) {
      const text = `The alarm ${AlarmName} is red; the release waits up to ${WaitTime} min for it.`;
      context.timeline.emit({ type: 'note', text });
    }
    if (waited >= wait) {
      const reason = `the alarm ${AlarmName} is in ALARM and did not recover within ${WaitTime} min`;
      return { reason, cause: { kind: 'entry', name: AlarmName } };
    }
    await context.sleep(1);
  }
  return undefined;
}
