import { count, cut, labelled, utc } from '../text';
import { differs } from './place-status';
import type { PlaceStatus } from './place-status';

/** The status of a place in a few lines of at most 80 columns. */
export function statusLines(status: PlaceStatus): string[] {
  const heading = cut(`${status.service} in ${status.environment}  (${status.strategy})`);
  if (status.problem !== undefined) return [heading, ...labelled('unknown', status.problem)];
  return [
    heading,
    ...labelled('released', releasedText(status)),
    ...labelled('running', runningText(status)),
    ...deploymentText(status.deployment).flatMap((text) => labelled('deployment', text)),
    ...labelled('alarms', alarmText(status.alarms ?? [])),
    ...labelled('pipeline', pipelineText(status)),
  ];
}

function releasedText(status: PlaceStatus): string {
  const { released } = status;
  if (!released) return 'nothing recorded';
  if (released.version === 'placeholder') return 'nothing yet; the placeholder runs';
  const since = released.at ? `, recorded ${utc(new Date(released.at))}` : '';
  const warning = differs(status) ? '; THIS IS NOT WHAT RUNS' : '';
  return `${released.version}${since}${warning}`;
}

function runningText({ running }: PlaceStatus): string {
  if (!running) return 'unknown';
  const { tasks, targetGroup, version } = running;
  const where = targetGroup ? `, live target group ${targetGroup}` : '';
  return `${version}, ${tasks.running} of ${count(tasks.desired, 'task')}${where}`;
}

function deploymentText(deployment: PlaceStatus['deployment']): string[] {
  if (!deployment) return ['none yet'];
  const { id, status, underWay, since, error, shares } = deployment;
  if (!underWay) {
    const end = since ? ` ${utc(new Date(since))}` : '';
    return [`none under way; the last one, ${id}: ${status}${end}${error ? `, ${error}` : ''}`];
  }
  const traffic = shares.map(({ label, percent }) => `${percent}% ${label.toLowerCase()}`).join(', ');
  return [`${id}: ${status}${traffic && `; traffic ${traffic}`}`];
}

function alarmText(alarms: readonly { readonly name: string; readonly state: string }[]): string {
  const off = alarms.filter(({ state }) => state !== 'OK');
  if (alarms.length === 0) return 'none';
  if (off.length === 0) return `all ${alarms.length} OK`;
  return off.map(({ name, state }) => `${state} ${name}`).join(', ');
}

function pipelineText({ pipeline, environment }: PlaceStatus): string {
  if (!pipeline) return 'unknown';
  const { name, status, version, blockedByConditions, waiting, closed } = pipeline;
  const what = version ? ` (${version})` : '';
  const parts = [
    `${name}, stage ${environment}: ${blockedByConditions ? 'stopped at its entry conditions' : status}${what}`,
    ...(waiting ? [`execution ${waiting} waits`] : []),
    ...(closed === undefined ? [] : [`closed: ${closed}`]),
  ];
  return parts.join('; ');
}
