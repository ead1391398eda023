import { placeText } from '../incident';
import { noReleaseText, suspectOf } from './findings';
import type { Durations } from './findings';
import { percentText } from './impact';
import type { Impact } from './impact';
import type { IncidentRecord } from './record';
import { versionText } from './timeline';
import { durationText, utcTime } from './times';

/** The incident in one paragraph, for somebody who reads nothing else. */
export function storyOf(record: IncidentRecord, impact: Impact, durations: Durations): string {
  const { from, to } = record;
  // Times without a day are of the day that is named first.
  const day = utcTime(suspectOf(record, impact)?.startedAt ?? from).slice(0, 10);
  const clock = (time: Date): string => {
    const text = utcTime(time);
    return text.startsWith(day) ? text.slice(11) : text;
  };
  return [
    beginning(record, impact, clock, day),
    usersMet(record, impact, clock),
    ...(durations.untilDetected === undefined
      ? []
      : [`It was noticed after ${durationText(durations.untilDetected)}.`]),
    `It was over at ${clock(to)}, ${durationText(durations.untilOver)} after the first sign.`,
  ].join(' ');
}

function beginning(
  record: IncidentRecord,
  impact: Impact,
  clock: (time: Date) => string,
  day: string,
): string {
  const { place, from } = record;
  const suspect = suspectOf(record, impact);
  if (suspect === undefined) {
    return `On ${day} at ${clock(from)} UTC something went wrong with ${placeText(place)}; ${noReleaseText(record)}.`;
  }
  const subject = suspect.subject && suspect.requested === undefined ? ` ("${suspect.subject}")` : '';
  const ends = {
    failed: '; it failed',
    succeeded: '; it succeeded',
    stopped: '; it was stopped',
    running: '',
  };
  return `On ${day} at ${clock(suspect.startedAt)} UTC the release of ${versionText(suspect)}${subject} to ${placeText(place)} began${ends[suspect.outcome]}.`;
}

function usersMet({ minutes }: IncidentRecord, impact: Impact, clock: (time: Date) => string): string {
  const { requests, failed, failedPercent, felt } = impact;
  if (minutes === undefined) return 'What users met is not known.';
  if (requests === 0) return 'Nobody used the service in this time.';
  if (failed === 0) return `No user met an error: none of ${requests} requests failed.`;
  const when = felt ? `From ${clock(felt.from)} to ${clock(felt.to)} users` : 'Users';
  return `${when} met errors: ${failed} of ${requests} requests failed (${percentText(failedPercent)}).`;
}
