import type { Judged } from '../../dora/judged';
import type { Measured } from '../../dora/measure';
import { endedWithin } from '../../dora/metrics';
import type { Share, Window } from '../../dora/metrics';
import { count, cut, labelled, paragraph, table, utc } from '../text';

/** A place with its numbers, or why there are none. */
export type MeasuredPlace =
  Measured | { readonly service: string; readonly environment: string; readonly problem: string };

/** What is written below every report. */
const WARNING =
  'Numbers to learn from over time, one service at a time. They are no target and no score, and say nothing about other services or teams (docs/dora.md).';

/** What the numbers are about. */
export interface ReportFrame {
  readonly window: Window;
  /** Up to when anything is known. */
  readonly until: Date;
  /** What a person has to know about the numbers. */
  readonly notes: readonly string[];
}

/** The report, at most 80 columns wide. */
export function reportLines(
  places: readonly MeasuredPlace[],
  { window, until, notes }: ReportFrame,
): string[] {
  const days = (window.to.getTime() - window.from.getTime()) / 86_400_000;
  const length = Number.isInteger(days) ? count(days, 'day') : `${days.toFixed(1)} days`;
  return [
    `DORA metrics from ${utc(window.from)} to ${utc(window.to)} (${length})`,
    ...notes.flatMap((note) => paragraph(note)),
    '',
    ...places.flatMap((place) => [...placeLines(place, window, until), '']),
    ...paragraph(WARNING),
  ];
}

function placeLines(place: MeasuredPlace, window: Window, until: Date): string[] {
  const heading = cut(`${place.service} in ${place.environment}`);
  if ('problem' in place) return [heading, ...labelled('unknown', place.problem)];
  const bad = endedWithin(place.history, window).filter((one) => one.bad);
  return [
    heading,
    ...table(metricRows(place)).map((line) => `  ${line}`),
    ...bad.flatMap((one) => badLines(one, until)),
  ];
}

function metricRows({ metrics }: Measured): string[][] {
  const {
    deploymentFrequency: frequency,
    changeLeadTime: lead,
    changeFailRate,
    failedDeploymentRecoveryTime: recovery,
    deploymentReworkRate,
  } = metrics;
  const between = frequency.medianSecondsBetween;
  return [
    [
      'deployment frequency',
      frequency.deployments === 0 ? 'none' : rate(frequency.perDay),
      count(frequency.deployments, 'change') +
        (between === undefined ? '' : `, ${duration(between)} apart (median)`),
    ],
    ['change lead time', duration(lead.medianSeconds), leadText(lead)],
    [
      'change fail rate',
      percent(changeFailRate),
      `${changeFailRate.part} of ${count(changeFailRate.of, 'change')}`,
    ],
    ['failed deployment recovery', duration(recovery.medianSeconds), recoveryText(recovery)],
    [
      'deployment rework rate',
      percent(deploymentReworkRate),
      `${deploymentReworkRate.part} of ${count(deploymentReworkRate.of, 'deployment')}`,
    ],
  ];
}

function leadText({ changes, unknown, fromTheFuture }: Measured['metrics']['changeLeadTime']): string {
  return [
    `median of ${count(changes, 'change')}`,
    ...(unknown > 0 ? [`${unknown} of unknown age`] : []),
    ...(fromTheFuture > 0 ? [`${fromTheFuture} from the future`] : []),
  ].join(', ');
}

function recoveryText({ recovered, open }: Measured['metrics']['failedDeploymentRecoveryTime']): string {
  return [`median of ${recovered}`, ...(open > 0 ? [`${open} NOT RECOVERED`] : [])].join(', ');
}

/** One bad deployment: when, which version, why, and how long until users had a good one. */
function badLines(
  { startedAt, commit, subject, outcome, reason, recoveredAt }: Judged,
  until: Date,
): string[] {
  const version = commit?.slice(0, 12) ?? 'unknown version';
  const why = outcome === 'failed' ? `failed${reason ? `: ${reason}` : ''}` : 'taken back';
  const since = ((recoveredAt ?? until).getTime() - startedAt.getTime()) / 1000;
  const end = recoveredAt ? `recovered after ${duration(since)}` : `NOT RECOVERED for ${duration(since)}`;
  const what = `${version}${subject ? ` (${subject})` : ''} ${why}; ${end}`;
  return paragraph(`${utc(startedAt)}: ${what}`, '    ').map((line, index) =>
    index === 0 ? `  - ${line.trimStart()}` : line,
  );
}

/** `2.0 a day`, or in a longer period when that says more. */
export function rate(perDay: number): string {
  if (perDay >= 1) return `${perDay.toFixed(1)} a day`;
  return perDay * 7 >= 1 ? `${(perDay * 7).toFixed(1)} a week` : `${(perDay * 30).toFixed(1)} in 30 days`;
}

/** A duration in the unit that fits; `-` when there is none. */
export function duration(seconds: number | undefined): string {
  if (seconds === undefined) return '-';
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 2 * 86_400) return `${(seconds / 3600).toFixed(1)} hours`;
  return `${(seconds / 86_400).toFixed(1)} days`;
}

function percent({ ratio }: Share): string {
  return ratio === undefined ? '-' : `${(100 * ratio).toFixed(0)} %`;
}
