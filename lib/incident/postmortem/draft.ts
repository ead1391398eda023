import type { Deployment } from '../../dora/history';
import { durationsOf, guardsOf, noReleaseText, suspectOf } from './findings';
import type { Durations } from './findings';
import { impactOf, percentText } from './impact';
import type { Impact } from './impact';
import type { IncidentRecord, Missing, Moment } from './record';
import { storyOf } from './story';
import { timelineOf, versionText } from './timeline';
import { durationText, localTime, utcTime } from './times';

/**
 * The draft of a postmortem in Markdown, for people who were not there. It says what happened and never who is to
 * blame; what is not known is said to be missing.
 */
export function postmortemDraft(record: IncidentRecord): string {
  const timeline = timelineOf(record);
  const impact = impactDuring(record);
  const durations = durationsOf(record, impact, timeline);
  return [
    ...head(record, impact, durations),
    ...section('In short', [storyOf(record, impact, durations)]),
    ...section('What users met', impactLines(record, impact)),
    ...section('What happened', timelineLines(record, timeline)),
    ...section('How long it took', durationLines(durations)),
    ...section('What kept it from being worse', guardLines(record, impact, timeline)),
    ...section('What is missing here', missingLines(record)),
    ...section('Questions to answer together', questionLines(record, impact, durations)),
    ...section('What we will do', ACTIONS),
    ...section('Links', linkLines(record)),
  ]
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n');
}

/** Users may have felt it before the first alarm said so. */
const BEFORE_MS = 15 * 60_000;

/** What users met from the first sign to the end: time in which all was well would make the share look small. */
function impactDuring({ minutes = [], from, to }: IncidentRecord): Impact {
  const { felt } = impactOf(minutes, new Date(from.getTime() - BEFORE_MS), to);
  return impactOf(minutes, felt && felt.from < from ? felt.from : from, to);
}

function head(record: IncidentRecord, impact: Impact, durations: Durations): string[] {
  const { place, title, to, timeZone, incident, severity, writtenAt, project } = record;
  const first = new Date(to.getTime() - durations.untilOver);
  const what = title ?? `${place.service} in ${place.environment}`;
  const local =
    timeZone === 'UTC' ? '' : ` (${localTime(first, timeZone)} to ${localTime(to, timeZone)} ${timeZone})`;
  return [
    `# Postmortem: ${what}`,
    '',
    `_Draft, written by a machine on ${utcTime(writtenAt)} UTC from what AWS recorded. It asks how the system let this happen, not who did it. Correct it, answer the questions, agree on what to do._`,
    '',
    '|  |  |',
    '| --- | --- |',
    `| Project | ${project} |`,
    `| Service, environment | ${place.service}, ${place.environment} |`,
    ...(incident ? [`| Incident | ${incident}${severity ? `, severity ${severity}` : ''} |`] : []),
    `| First sign to end | ${utcTime(first)} to ${utcTime(to)} UTC${local} |`,
    `| Lasted | ${durationText(durations.untilOver)} |`,
    `| Users | ${summary(record, impact)} |`,
    '| Status | draft |',
    '| Owner | _name_ |',
    '',
  ];
}

function summary({ minutes }: IncidentRecord, impact: Impact): string {
  if (minutes === undefined) return 'not known, see what is missing';
  if (impact.requests === 0) return 'no requests in this time';
  const { failed, requests, failedPercent } = impact;
  return failed === 0
    ? `none of ${requests} requests failed`
    : `${failed} of ${requests} requests failed (${percentText(failedPercent)})`;
}

function section(title: string, lines: readonly string[]): string[] {
  return [`## ${title}`, '', ...lines, ''];
}

function impactLines(record: IncidentRecord, impact: Impact): string[] {
  const { minutes, timeZone } = record;
  if (minutes === undefined)
    return ['The numbers could not be read; see what is missing. Fill them in from the dashboard.'];
  const { felt, worst, requests, failed, failedPercent } = impact;
  if (requests === 0) return ['The service counted no request in this time.'];
  if (failed === 0) return [`None of ${requests} requests failed.`];
  return [
    `- **${failed} of ${requests} requests failed, ${percentText(failedPercent)}**: the service answered them with an error.`,
    ...(felt
      ? [
          `- Requests failed from ${utcTime(felt.from)} to ${utcTime(felt.to)} UTC, which is ${durationText(felt.to.getTime() - felt.from.getTime())}${
            timeZone === 'UTC' ? '' : ` (from ${localTime(felt.from, timeZone)} ${timeZone})`
          }.`,
        ]
      : ["- Never 1 % of a minute's requests or more: single errors, spread over the time."]),
    ...(worst
      ? [
          `- The worst minute was ${utcTime(worst.at)} UTC: ${worst.failed} of ${worst.requests} failed (${percentText((100 * worst.failed) / worst.requests)}).`,
        ]
      : []),
    '- Requests that no task answered are not counted here; the load balancer has them.',
  ];
}

function timelineLines({ timeZone }: IncidentRecord, timeline: readonly Moment[]): string[] {
  if (timeline.length === 0) return ['Nothing was recorded in this time.'];
  const colours = timeline.some(({ text }) => /-(?:blue|green)-/.test(text))
    ? [
        'During a release two sets of tasks run, called blue and green; the names of alarms say which one they watch.',
        '',
      ]
    : [];
  const local = timeZone === 'UTC' ? [] : [timeZone];
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    ...colours,
    row(['UTC', ...local, 'Kind', 'What happened']),
    row(['---', ...local.map(() => '---'), '---', '---']),
    ...timeline.map(({ at, kind, text }) =>
      row([utcTime(at), ...local.map((zone) => localTime(at, zone)), kind, cell(text)]),
    ),
  ];
}

function durationLines({ untilFelt, untilDetected, untilActed, untilOver }: Durations): string[] {
  const line = (what: string, milliseconds: number | undefined): string =>
    `| ${what} | ${milliseconds === undefined ? 'not known' : durationText(milliseconds)} |`;
  return [
    '| From, to | Time |',
    '| --- | --- |',
    line('the release before it → the first failed request', untilFelt),
    line('the first failed request → noticed by an alarm or a check', untilDetected),
    line('noticed → the first thing that was done about it', untilActed),
    line('the first sign → over', untilOver),
    '',
    'Metrics have a grain of one minute, so a time that begins or ends with one may be a minute off.',
  ];
}

function guardLines(record: IncidentRecord, impact: Impact, timeline: readonly Moment[]): string[] {
  const guards = guardsOf(record, impact, timeline).map((guard) => `- ${guard}`);
  return [
    ...(guards.length > 0 ? guards : ['- Nothing in the record tells.']),
    '- _What else? Luck counts too: write it down._',
  ];
}

function missingLines({ missing }: IncidentRecord): string[] {
  if (missing.length === 0)
    return ['Nothing that a machine knows of. What people said to each other is never in here.'];
  return [
    ...missing.map(({ what, why }: Missing) => `- **${what}**: ${why}.`),
    '- **What people said to each other**: no machine reads it. Add what mattered.',
  ];
}

function questionLines(record: IncidentRecord, impact: Impact, durations: Durations): string[] {
  const suspect = suspectOf(record, impact);
  return [
    ...(suspect
      ? [
          `1. ${versionText(suspect)} came ${cameBefore(suspect, record, durations)}. Is it the cause, and how do we know?`,
          '1. Which test, check or step of the release could have stopped it, and why did it not?',
        ]
      : [`1. What changed? Traffic, data, a service that it calls, AWS; ${noReleaseText(record)}.`]),
    ...(impact.failed > 0
      ? ['1. Who are the users behind the failed requests, and does anybody owe them something?']
      : []),
    noticingQuestion(durations, suspect?.outcome === 'failed' && impact.failed === 0),
    '1. What was hard to find out while it lasted, and where would you have looked first?',
    '1. What went well and should stay as it is?',
    '1. Where were we lucky?',
    '1. Could the same happen to another service?',
  ];
}

/** A release of days ago is not told like one of minutes ago. */
function cameBefore({ startedAt }: Deployment, { to }: IncidentRecord, { untilOver }: Durations): string {
  const before = to.getTime() - untilOver - startedAt.getTime();
  return before > HOUR_MS ? `${durationText(before)} before it` : 'shortly before';
}

const HOUR_MS = 3_600_000;

function noticingQuestion({ untilDetected }: Durations, stopped: boolean): string {
  if (stopped)
    return '1. A check stopped it before users met it. Would the same check stop its like elsewhere?';
  return untilDetected === undefined
    ? '1. How was it noticed? Would anybody have noticed at night?'
    : `1. It took ${durationText(untilDetected)} to notice. Is that soon enough, and what would have been sooner?`;
}

const ACTIONS: readonly string[] = [
  'Few, small, each with one owner and a date. At least one that would have prevented it, one that would have shown it sooner.',
  '',
  '| What | Owner | Until |',
  '| --- | --- | --- |',
  '|  |  |  |',
  '|  |  |  |',
  '|  |  |  |',
];

function linkLines({ links }: IncidentRecord): string[] {
  return links.length === 0 ? ['None.'] : links.map(({ text, url }) => `- [${text}](${url})`);
}

/** A text inside a table of Markdown. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}
