import { IDLE } from '../../bench/cost/idle';
import { resourcesOf } from '../../bench/cost/template';
import type { Placed, StackTemplate } from '../../bench/cost/template';
import { table } from './markdown';

const COMPOSITE = 'AWS::CloudWatch::CompositeAlarm';

interface Row {
  readonly name: string;
  readonly page: string;
  readonly metrics: string;
  readonly usd: number;
  readonly does: string;
}

/** The generated sections of the page of alarms, by name. */
export function alarmSections(stacks: readonly StackTemplate[]): Readonly<Record<string, string>> {
  const rules = stacks
    .flatMap((stack) => resourcesOf(stack, COMPOSITE))
    .map(({ properties }) => String(properties.AlarmRule))
    .join();
  const rows = stacks.flatMap((stack) =>
    [COMPOSITE, 'AWS::CloudWatch::Alarm'].flatMap((type) =>
      resourcesOf(stack, type).map((placed) => rowOf(type, placed, rules)),
    ),
  );
  const sum = rows.reduce((total, { usd }) => total + usd, 0);
  return {
    count: `The default project has **${rows.length} alarms at ${sum.toFixed(2)} US dollars a month**, before the ten metrics that are free.`,
    alarms: table(
      ['alarm', 'what it does when it is red', 'metrics', 'USD a month'],
      rows.map(({ name, page, does, metrics, usd }) => [
        `[\`${name}\`](${page})`,
        does,
        metrics,
        usd.toFixed(2),
      ]),
    ),
  };
}

function rowOf(type: string, placed: Placed, rules: string): Row {
  const { properties } = placed;
  const charges = IDLE.get(type)?.(placed) ?? [];
  const name = String(properties.AlarmName);
  const runbook = /docs\/(runbooks\/[a-z-]+\.md)$/.exec(String(properties.AlarmDescription))?.[1] ?? '';
  return {
    name,
    page: runbook,
    metrics: type === COMPOSITE ? '' : String(charges.reduce((sum, { quantity }) => sum + quantity, 0)),
    usd: charges.reduce((sum, { quantity, price }) => sum + quantity * (price?.usd ?? 0), 0),
    does: whatItDoes(properties.AlarmActions, runbook, rules.includes(`"${name}"`)),
  };
}

function whatItDoes(actions: unknown, runbook: string, isReason: boolean): string {
  const told = JSON.stringify(actions ?? []);
  const done = [
    ...(runbook.startsWith('runbooks/rollback-') ? ['undoes a release, holds new ones back'] : []),
    ...(/Pages/.test(told) ? ['wakes people'] : []),
    ...(/Warnings/.test(told) ? ['warns'] : []),
    ...(runbook === 'runbooks/drift.md' ? ['opens an incident'] : []),
    ...(isReason ? ['is a reason to wake people'] : []),
  ];
  return done.join('; ') || 'is shown';
}
