import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deployment } from '../../../lib/dora/history';
import { postmortemDraft } from '../../../lib/incident/postmortem/draft';
import { durationsOf } from '../../../lib/incident/postmortem/findings';
import { impactOf, percentText } from '../../../lib/incident/postmortem/impact';
import type { IncidentRecord, Minute } from '../../../lib/incident/postmortem/record';
import { timelineOf } from '../../../lib/incident/postmortem/timeline';
import { durationText, localTime, utcTime } from '../../../lib/incident/postmortem/times';

const at = (minute: number, second = 0): Date => new Date(Date.UTC(2026, 10, 20, 10, minute, second));
const place = { service: 'storefront', environment: 'production' };
const BAD = '2222222222223333333333334444444444445555';

const release: Deployment = {
  ...place,
  id: 'run-1',
  execution: '4b7a32ee-0e5f-4a3c-9a2b-0f0f5d2b7c11',
  trigger: 'push',
  kind: 'change',
  outcome: 'failed',
  commit: BAD,
  subject: 'Paint it | blue',
  authoredAt: new Date('2026-11-19T22:30:00Z'),
  startedAt: at(0, 20),
  finishedAt: at(5, 10),
  externalId: 'd-ABC',
  reason: 'Deployment d-ABC was stopped: an alarm is in ALARM.',
};
const back: Deployment = {
  ...release,
  id: 'run-2',
  execution: 'b0000000-0000-0000-0000-000000000000',
  trigger: 'automated-rollback',
  kind: 'rollback',
  outcome: 'succeeded',
  commit: '1111111111111111111111111111111111111111',
  authoredAt: at(-600),
  startedAt: at(6),
  finishedAt: at(9),
};

const minutes: Minute[] = Array.from({ length: 30 }, (_, index) => ({
  at: at(index - 10),
  requests: 600,
  failed: index >= 11 && index < 16 ? ([12, 60, 63, 59, 30][index - 11] ?? 0) : 0,
}));

const record: IncidentRecord = {
  project: 'shop',
  place,
  title: 'storefront in production does not serve its users as promised',
  incident: 'oi-000000000001',
  severity: 'high',
  from: at(3, 30),
  to: at(12),
  history: {
    deployments: [release, back],
    alarms: [
      {
        alarm: 'shop-production-storefront-impaired',
        state: 'ALARM',
        at: at(3, 30),
        reason: 'one of two is red.',
      },
      { alarm: 'shop-production-storefront-impaired', state: 'OK', at: at(12) },
      {
        alarm: 'shop-production-storefront-green-errors',
        state: 'ALARM',
        at: at(2, 40),
        reason: 'above 5 %',
      },
      { alarm: 'shop-production-storefront-green-errors', state: 'OK', at: at(4) },
      { alarm: 'shop-production-storefront-green-errors', state: 'ALARM', at: at(5) },
      { alarm: 'shop-production-storefront-green-errors', state: 'OK', at: at(7) },
      { alarm: 'shop-production-storefront-blue-errors', state: 'OK', at: at(4) },
    ],
    operators: [
      {
        at: at(8),
        by: 'arn:aws:sts::111122223333:assumed-role/Operator/kim',
        what: 'let releases in again: the fix is ready',
      },
      { at: at(-300), what: 'did something long before' },
    ],
  },
  moments: [{ at: at(1), kind: 'step', text: 'CodeDeploy d-ABC: AllowTraffic began' }],
  minutes,
  strategy: 'canary:10%/5m',
  links: [{ text: 'Dashboard', url: 'https://example.com/d' }],
  missing: [{ what: 'Feature flags', why: 'nothing here records when a flag was changed' }],
  timeZone: 'Europe/Berlin',
  writtenAt: at(13),
};

describe('the timeline', () => {
  const timeline = timelineOf(record);
  it('has every moment in order, commits first although they are older', () => {
    expect(timeline.map(({ at: time, kind, text }) => `${utcTime(time).slice(11)} ${kind} ${text}`)).toEqual([
      '22:30:00 commit commit 222222222222 was written: "Paint it | blue"',
      '00:00:00 commit commit 111111111111 was written: "Paint it | blue"',
      '10:00:20 release the release of 222222222222 began',
      '10:01:00 step CodeDeploy d-ABC: AllowTraffic began',
      '10:01:00 users the first minute in which requests of users failed',
      '10:02:40 alarm alarm shop-production-storefront-green-errors turned red, for the first of 2 times: above 5 %',
      '10:03:00 users the worst minute: 63 of 600 requests failed (10.5 %)',
      '10:03:30 alarm alarm shop-production-storefront-impaired turned red: one of two is red',
      '10:05:10 release the release of 222222222222 failed: Deployment d-ABC was stopped: an alarm is in ALARM',
      '10:06:00 release the way back that the pipeline made by itself, to 111111111111 began',
      '10:06:00 users requests of users no longer failed',
      '10:07:00 alarm alarm shop-production-storefront-green-errors was OK again',
      '10:08:00 operator kim let releases in again: the fix is ready',
      '10:09:00 release 111111111111 was in place and its checks agreed',
      '10:12:00 alarm alarm shop-production-storefront-impaired was OK again',
    ]);
  });

  it('is the same however the history is ordered, and says nothing twice', () => {
    const { deployments, alarms, operators } = record.history;
    const history = {
      deployments: [...deployments, ...deployments].reverse(),
      alarms: [...alarms].reverse(),
      operators: [...operators, ...operators],
    };
    expect(timelineOf({ ...record, history })).toEqual(timeline);
  });
});

it('tells how long it took', () => {
  const impact = impactOf(minutes, at(-10), record.to);
  expect(durationsOf(record, impact, timelineOf(record))).toEqual({
    untilFelt: 40_000,
    untilDetected: 100_000,
    untilActed: 200_000,
    untilOver: 660_000,
  });
});

describe('the impact', () => {
  it('counts what users met', () => {
    const impact = impactOf(minutes, at(-10), at(12));
    expect(impact).toMatchObject({
      requests: 13_200,
      failed: 224,
      felt: { from: at(1), to: at(6) },
      worst: { failed: 63 },
    });
    expect(percentText(impact.failedPercent)).toBe('1.7 %');
  });
  it.each([
    ['nothing measured', [], { requests: 0, failed: 0, failedPercent: 0, bad: [] }],
    [
      'nobody came',
      [{ at: at(1), requests: 0, failed: 0 }],
      { requests: 0, failed: 0, failedPercent: 0, bad: [] },
    ],
    [
      'single errors',
      [{ at: at(1), requests: 1000, failed: 3 }],
      { requests: 1000, failed: 3, failedPercent: 0.3, bad: [] },
    ],
    [
      'outside of the time',
      [{ at: at(50), requests: 10, failed: 10 }],
      { requests: 0, failed: 0, failedPercent: 0, bad: [] },
    ],
  ])('%s', (_what, some, expected) => {
    expect(impactOf(some, at(0), at(12))).toEqual(expected);
  });
  it.each([
    [0, '0.0 %'],
    [0.01, 'less than 0.1 %'],
    [100, '100.0 %'],
  ])('says %d percent', (percent, text) => {
    expect(percentText(percent)).toBe(text);
  });
});

describe('the draft', () => {
  const draft = postmortemDraft(record);
  it.each([
    '# Postmortem: storefront in production does not serve its users as promised',
    'It asks how the system let this happen, not who did it.',
    '| Incident | oi-000000000001, severity high |',
    '| First sign to end | 2026-11-20 10:01:00 to 2026-11-20 10:12:00 UTC (11:01:00 to 11:12:00 Europe/Berlin) |',
    '| Lasted | 11 min |',
    'On 2026-11-20 at 10:00:20 UTC the release of 222222222222 ("Paint it | blue") to storefront in production began; it failed. From 10:01:00 to 10:06:00 users met errors: 224 of 6600 requests failed (3.4 %). It was noticed after 1 min 40 s. It was over at 10:12:00, 11 min after the first sign.',
    '| UTC | Europe/Berlin | Kind | What happened |',
    'two sets of tasks run, called blue and green',
    '| 2026-11-20 10:01:00 | 11:01:00 | users | the first minute in which requests of users failed |',
    '"Paint it \\| blue"',
    '| the first failed request → noticed by an alarm or a check | 1 min 40 s |',
    '- The release went step by step (canary:10%/5m): in the worst minute 11 % of the requests failed, not all of them.',
    '- The traffic went back to the version before without anybody doing it.',
    '- An alarm noticed it, not a user.',
    '- **Feature flags**: nothing here records when a flag was changed.',
    '1. 222222222222 came shortly before. Is it the cause, and how do we know?',
    '| What | Owner | Until |',
    '- [Dashboard](https://example.com/d)',
  ])('says: %s', (line) => {
    expect(draft).toContain(line);
  });

  it('names nobody outside of the timeline', () => {
    const rest = draft.split('\n').filter((line) => !line.startsWith('| 2026-'));
    expect(rest.join('\n')).not.toContain('kim');
  });

  it('of a time in which nothing is known says so everywhere, and makes up no number', () => {
    const empty = postmortemDraft({
      project: 'shop',
      place,
      from: at(0),
      to: at(30),
      history: { deployments: [], alarms: [], operators: [] },
      moments: [],
      links: [],
      missing: [{ what: 'Numbers', why: 'no permission to read metrics' }],
      timeZone: 'UTC',
      writtenAt: at(31),
    });
    expect(empty).toContain('# Postmortem: storefront in production');
    expect(empty).toContain('| Users | not known, see what is missing |');
    expect(empty).toContain('Nothing was recorded in this time.');
    expect(empty).toContain('| noticed → the first thing that was done about it | not known |');
    expect(empty).toContain('no release of it came in the 3 days before.');
    expect(empty).toContain('- **Numbers**: no permission to read metrics.');
    expect(empty).not.toMatch(/undefined|NaN|Infinity|Europe/);
  });

  it.each([
    [
      'two hours',
      2,
      'came 2 h 3 min before it. Is it the cause',
      'On 2026-11-20 at 08:00:20 UTC the release',
    ],
    ['two days', 48, 'came 2 d before it. Is it the cause', 'On 2026-11-18 at 10:00:20 UTC the release'],
    [
      'two weeks',
      336,
      'no release of it came in the 3 days before.',
      'On 2026-11-20 at 10:03:30 UTC something',
    ],
  ])('of a release %s before says so', (_what, hours, question, story) => {
    const earlier = (time: Date): Date => new Date(time.getTime() - hours * 3_600_000);
    const good = { ...release, outcome: 'succeeded' as const, startedAt: earlier(at(0, 20)) };
    const history = { ...record.history, deployments: [{ ...good, finishedAt: earlier(at(5)) }] };
    const text = postmortemDraft({ ...record, history, minutes: [] });
    expect(text).toContain(question);
    expect(text).toContain(story);
  });

  it('does not say that no release came before when nobody knows', () => {
    const missing = [{ what: 'Releases', why: 'could not be read (denied)' }];
    const text = postmortemDraft({
      ...record,
      missing,
      history: { deployments: [], alarms: [], operators: [] },
    });
    expect(text).toContain(
      'something went wrong with storefront in production; whether a release came before is not known.',
    );
    expect(text).not.toContain('no release');
  });

  it('of a release that was stopped before users met it says that no request failed', () => {
    const quiet = minutes.map((minute) => ({ ...minute, failed: 0 }));
    const text = postmortemDraft({ ...record, minutes: quiet });
    expect(text).toContain('None of 5400 requests failed.');
    expect(text).toContain('No request failed: 222222222222 was stopped before users met it.');
    expect(text).toContain('1. A check stopped it before users met it.');
  });
});

it('is shown in the docs as it is written', () => {
  const page = readFileSync(join(__dirname, '../../../docs/postmortems.md'), 'utf8');
  const sample = /draft sample: begin -->\s*```text\n([\s\S]*?)\n```/.exec(page)?.[1];
  expect(sample).toBe(postmortemDraft(record).trim());
});

describe('times', () => {
  it.each([
    [at(0), 'UTC', '10:00:00'],
    [at(0), 'Europe/Berlin', '11:00:00'],
    [at(0), 'Asia/Kolkata', '15:30:00'],
    [new Date('2026-11-20T23:30:00Z'), 'Europe/Berlin', '2026-11-21 00:30:00'],
    [new Date('2026-11-20T03:00:00Z'), 'America/New_York', '2026-11-19 22:00:00'],
    [new Date('2026-07-01T10:00:00Z'), 'Europe/Berlin', '12:00:00'],
  ])('%s in %s is %s', (time, zone, text) => {
    expect(localTime(time, zone)).toBe(text);
  });
  it.each([
    [0, '0 s'],
    [400, '0 s'],
    [-5000, '0 s'],
    [59_000, '59 s'],
    [60_000, '1 min'],
    [570_000, '9 min 30 s'],
    [3_600_000, '1 h'],
    [3_900_000, '1 h 5 min'],
    [90_000_000, '1 d 1 h'],
  ])('%d ms are %s', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text);
  });
});
