import type { EnvironmentResult, RehearsalResult, RequestSummary } from '../events';
import { aftermathFacts } from './aftermath-facts';
import { clockTime, count, duration, milliseconds, percent, plural } from './numbers';
import { tracesFact, versionFacts } from './telemetry-facts';
import type { Terminal } from './terminal';
import { wrap } from './wrap';

const TITLES = { released: 'RELEASED', 'rolled-back': 'ROLLED BACK', stopped: 'STOPPED' } as const;

const LABEL = 12;

/** What users felt, in a sentence. */
function feltByUsers({ total, failed, failedPercent, p50Ms, p99Ms }: RequestSummary): string {
  if (total === 0) return 'nothing: no request reached any version during the rehearsal';
  const failures = failed === 0 ? 'none failed' : `${count(failed)} failed (${percent(failedPercent)})`;
  return `${plural(total, 'request')}, ${failures}; p50 ${milliseconds(p50Ms)}, p99 ${milliseconds(p99Ms)}`;
}

/** What one request stands for; nothing when there was none, or time is not compressed. */
export function scaleText({ speed, requests }: Pick<RehearsalResult, 'speed' | 'requests'>): string[] {
  return speed === 1 || requests.total === 0
    ? []
    : [`1 request here stands for ${count(speed)} in cloud time`];
}

/** What ended a release, the alarms that went off, and what the machine has to do with it: a person looks for these first. */
export function causeFacts({
  reason,
  stoppedAt,
  cause,
  alarms,
  environments = [],
  limits,
}: RehearsalResult): [string, string][] {
  const facts: [string, string][] = [];
  if (reason !== undefined) facts.push(['why', `${stoppedAt ?? ''}: ${reason}`]);
  const all = [...environments.flatMap((one) => one.alarms ?? []), ...alarms];
  const red = [...new Set(all.flatMap(({ name, state }) => (state === 'ALARM' ? [name] : [])))];
  red.sort((one, other) => Number(other === cause?.name) - Number(one === cause?.name));
  if (red.length > 0) facts.push(['alarms', `went off: ${red.join(', ')}`]);
  if (limits.length > 0) {
    facts.push(['machine', `${limits.join(' ')} So alarms and incidents of this run are not judged.`]);
  }
  return facts;
}

/** How one environment of several ended. */
function environmentFact({ environment, outcome, requests }: EnvironmentResult): [string, string] {
  if (outcome === 'not-reached') return [environment, 'not reached: nothing changed there'];
  return [
    environment,
    `${TITLES[outcome].toLowerCase()}; ${requests ? feltByUsers(requests) : 'no numbers'}`,
  ];
}

/** All other facts of a result, as label and text, in the order in which a person wants them. */
export function resultFacts(result: RehearsalResult): [string, string][] {
  const { requests, window, cloudSeconds, hooks, unchecked } = result;
  const facts: [string, string][] = [['version', `${result.versionBefore} → ${result.versionAfter}`]];
  for (const environment of result.environments ?? []) facts.push(environmentFact(environment));
  facts.push(['users', feltByUsers(requests)]);
  if (window.total > 0) facts.push(['deploy', `the new version answered ${count(requests.servedByGreen)}`]);
  const undone =
    result.outcome === 'rolled-back'
      ? `; found in ${duration(cloudSeconds.detect)}, undone in ${duration(cloudSeconds.rollback)}`
      : '';
  facts.push(['time', `${clockTime(cloudSeconds.total)} in all${undone}`]);
  for (const { event, status } of hooks) facts.push(['hook', `${event} ${status}`]);
  if (result.servingVersion !== undefined) facts.push(['serving', `version ${result.servingVersion}`]);
  facts.push(['traces', tracesFact(result)]);
  facts.push(['unchecked', unchecked.length === 0 ? 'nothing' : unchecked.join('; ')]);
  return facts;
}

/** Writes the closing block. */
export function resultLines(result: RehearsalResult, terminal: Terminal): void {
  const { colours } = terminal;
  const paint = result.outcome === 'released' ? colours.green : colours.yellow;
  const { controller, kind } = result.strategy;
  const how = `${result.service} to ${result.environment}, ${controller} ${kind}, ${result.scenario}`;
  terminal.line('');
  terminal.line(colours.dim('─'.repeat(78)));
  terminal.line(`  ${colours.bold(paint(TITLES[result.outcome]))}  ${how}`);
  const facts = [...causeFacts(result), ...resultFacts(result)].map(([label, text]): [string, string] =>
    label === 'users' ? [label, [text, ...scaleText(result)].join('; ')] : [label, text],
  );
  facts.splice(-1, 0, ...versionFacts(result));
  facts.push(...aftermathFacts(result));
  for (const [label, text] of facts) {
    const [first = '', ...rest] = wrap(text, 64);
    terminal.line(`  ${colours.dim(label.slice(0, LABEL - 1).padEnd(LABEL))}${first}`);
    for (const line of rest) terminal.line(`${' '.repeat(14)}${line}`);
  }
  terminal.line(colours.dim('─'.repeat(78)));
}
