import type { Recording } from '../../../rehearsal/cli/run-once';

/**
 * The draft of the postmortem of a place, as `service, environment`, has a row for every step of the deployment that users notice, for the way back and for the
 * alarm, each within a second of the time in the report.
 */
export function expectDraftAgrees({ events }: Pick<Recording, 'events'>, place: string): void {
  const draft = events
    .filter((event) => event.type === 'postmortem')
    .find(({ markdown }) => markdown.includes(`| ${place} |`));
  if (draft === undefined) throw new Error('there is no draft');
  const rows = draft.markdown.split('\n').flatMap((line) => {
    const [, time, text] = /^\| (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) \|[^|]*\|(.*)\|$/.exec(line) ?? [];
    return time === undefined ? [] : [{ at: seconds(`${time.replace(' ', 'T')}Z`, draft.startedAt), text }];
  });
  const wanted = events.flatMap((event) => {
    // An alarm that flickers is told for the first time only.
    if (event.type === 'alarm' && event.state === 'ALARM' && event.name.endsWith('-green-errors'))
      return [{ at: event.at, text: `${event.name} turned red` }];
    if (event.type !== 'deployment') return [];
    if (event.status === 'Install' || event.status === 'AllowTraffic')
      return [{ at: event.at, text: `${event.id}: ${event.status} began` }];
    const back = event.detail?.startsWith('rollback of') === true;
    return back ? [{ at: event.at, text: `way back to the version before (${event.id})` }] : [];
  });
  const first = new Map(wanted.toReversed().map((one) => [one.text, one.at]));
  expect(first.size).toBeGreaterThanOrEqual(4);
  for (const [text, at] of first) {
    const row = rows.find((one) => one.text?.includes(text));
    expect({ text, at: row?.at }).toEqual({ text, at: expect.any(Number) as number });
    expect(Math.abs((row?.at ?? 0) - at)).toBeLessThanOrEqual(1);
  }
}

function seconds(time: string, since: string): number {
  return (Date.parse(time) - Date.parse(since)) / 1000;
}
