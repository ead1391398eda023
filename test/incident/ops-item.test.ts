import { freezeReason, freezeStep, freezingIncident } from '../../lib/incident/freeze';
import { incidentNotice } from '../../lib/incident/incident-notice';
import { signalData } from '../../lib/incident/kept-signals';
import { nextSteps } from '../../lib/incident/next-steps';
import { newItem, trackedOf } from '../../lib/incident/ops-item';
import type { TrackedIncident } from '../../lib/incident/ops-item';
import type { Signal } from '../../lib/incident/signal';
import { compareLink, suspects } from '../../lib/incident/versions';

const place = { service: 'storefront', environment: 'production' };
const mark = (minute: string, text = 'it burns') => ({
  first: `2026-11-20T10:${minute}:00.000Z`,
  last: `2026-11-20T10:${minute}:00.000Z`,
  text,
});
const impaired = { place, causes: { impaired: { raised: mark('00') } } };
const over = { place, causes: { impaired: { raised: mark('00'), cleared: mark('10', 'it is well') } } };
const tracked = (changes: Partial<TrackedIncident> = {}): TrackedIncident => ({
  id: 'oi-0123456789ab',
  title: 'it burns',
  open: true,
  severity: '2',
  incident: impaired,
  signals: [],
  links: [],
  ...changes,
});

const began: Signal = {
  ...{ cause: 'impaired', turn: 'raised', place, at: '2026-11-20T10:00:00.000Z', text: 'it burns' },
};
/** Its end is heard of first. */
const ended: Signal = {
  ...{ cause: 'impaired', turn: 'cleared', place, since: '2026-11-20T10:00:00.000Z' },
  ...{ at: '2026-11-20T10:10:00.000Z', text: 'it is well' },
};

describe('an OpsItem', () => {
  const item = newItem(ended, {
    project: 'shop',
    links: [{ text: 'What changed', url: 'https://example.com/diff' }],
    runbook: 'shop-roll-back',
    pipelineArn: 'arn:aws:codepipeline:us-east-1:111122223333:shop-storefront',
  });

  it('is read as it was written', () => {
    const { Title, Severity, OperationalData } = item;
    const data = { ...OperationalData, ...signalData(began) };
    expect(trackedOf({ OpsItemId: 'oi-1', Title, Severity, Status: 'Open', OperationalData: data })).toEqual({
      id: 'oi-1',
      title: 'storefront in production does not serve its users as promised',
      open: true,
      severity: '2',
      incident: over,
      signals: [
        {
          key: expect.stringMatching(/^heard-impaired-cleared-20261120T101000000Z-/) as string,
          signal: ended,
        },
        {
          key: expect.stringMatching(/^heard-impaired-raised-20261120T100000000Z-/) as string,
          signal: began,
        },
      ],
      links: [{ text: 'What changed', url: 'https://example.com/diff' }],
    });
  });

  it('says in its description what happened and what to do, within what OpsCenter takes', () => {
    expect(item.Description).toMatch(
      /^Began 2026-11-20T10:00:00.000Z.\nEnded 2026-11-20T10:10:00.000Z.\nIt is well./,
    );
    expect(item.Description).toContain('or run the runbook shop-roll-back');
    const long = newItem(began, {
      project: 'shop',
      links: [{ text: 'Long', url: `https://${'x'.repeat(3000)}` }],
    });
    expect(long.Description.length).toBeLessThanOrEqual(2048);
  });

  it.each([
    ['shop', 'shop incidents'],
    ['devops-on-aws', 'devops-on incidents'],
    ['devops-on-aws-two', 'devops-on-two incidents'],
    ['awaws', 'aw incidents'],
    ['aws', 'incidents'],
  ])('of project %s comes from %s, because OpsCenter takes no source that names AWS', (project, source) => {
    expect(newItem(began, { project, links: [] }).Source).toBe(source);
  });

  it('about drift sends people to the drift, and to no rollback', () => {
    const text = 'for more than a day nobody has looked at everything for drift';
    const drift: Signal = { ...began, text, cause: 'drift', place: { service: 'all', environment: 'all' } };
    const { Title, Description } = newItem(drift, { project: 'shop', links: [] });
    expect(Title).toBe(text);
    expect(Description).toContain('npm run ops -- drift');
    expect(Description).not.toContain('rollback');
  });

  it.each([
    ['of somebody else', { OpsItemId: 'oi-1', OperationalData: {} }],
    ['without an id', { OperationalData: { incident: { Value: 'shop/production/storefront' } } }],
    [
      'with a key that is not ours',
      { OpsItemId: 'oi-1', OperationalData: { incident: { Value: 'no place' } } },
    ],
  ])('%s is none of ours', (_what, other) => {
    expect(trackedOf(other)).toBeUndefined();
  });
});

describe('what is still to be done', () => {
  it.each<readonly [string, Partial<TrackedIncident>, readonly string[]]>([
    ['everything, of a new one', {}, ['freeze', 'announce-opened']],
    ['nothing, when it was done', { freeze: 'on', announced: 'opened' }, []],
    ['not the freeze, of a stage that a person has closed', { freeze: 'not ours', announced: 'opened' }, []],
    [
      'not the freeze, when a person let releases in',
      { thawed: 'now by kim: because', announced: 'opened' },
      [],
    ],
    [
      'the thaw, when a person let releases in that it keeps out',
      { thawed: 'x', freeze: 'on', announced: 'opened' },
      ['thaw'],
    ],
    ['its severity, when that has risen', { severity: '3', freeze: 'on', announced: 'opened' }, ['rate']],
    [
      'the end of it',
      { incident: over, freeze: 'on', announced: 'opened' },
      ['thaw', 'resolve', 'postmortem', 'announce-resolved'],
    ],
    [
      'nothing, after its end',
      {
        incident: over,
        open: false,
        freeze: 'lifted',
        announced: 'resolved',
        postmortemUntil: '2026-11-20T10:10:00.000Z',
      },
      [],
    ],
    [
      'its beginning again, when it came back',
      { open: false, freeze: 'lifted', announced: 'resolved', postmortemUntil: '2026-11-20T10:10:00.000Z' },
      ['reopen', 'freeze', 'announce-opened'],
    ],
    [
      'no freeze, of drift',
      {
        severity: '3',
        incident: {
          place: { service: 'all', environment: 'all' },
          causes: { drift: { raised: mark('00') } },
        },
      },
      ['announce-opened'],
    ],
  ])('%s', (_what, changes, steps) => {
    expect(nextSteps(tracked(changes))).toEqual(steps);
  });
});

describe('a freeze', () => {
  const reason = freezeReason('oi-0123456789ab', place, {
    by: 'Insight_Track/1',
    at: new Date('2026-11-20T10:04:31Z'),
  });
  it('says why, until when, who and how to lift it, in the letters that CodePipeline takes', () => {
    expect(reason).toBe(
      'Incident oi-0123456789ab (storefront in production) keeps releases out until it is resolved. Closed 2026-11-20 10.04 UTC by the function Insight Track 1. To let them in - aws codepipeline enable-stage-transition',
    );
    expect(freezingIncident(reason)).toBe('oi-0123456789ab');
  });
  it('fits with the longest names', () => {
    const names = { service: 's'.repeat(20), environment: 'e'.repeat(20) };
    const long = freezeReason('oi-0123456789ab', names, { by: 'f'.repeat(64), at: new Date() });
    expect(long.length).toBeLessThanOrEqual(300);
    expect(freezingIncident(long)).toBe('oi-0123456789ab');
  });
  it.each([
    [true, undefined, 'close'],
    [true, 'Fridays', 'leave'],
    [true, reason, 'leave'],
    [false, undefined, 'leave'],
    [false, 'Fridays', 'leave'],
    [false, freezeReason('oi-ffffffffffff', place, { by: 'x', at: new Date() }), 'leave'],
    [false, reason, 'open'],
  ])('wanted: %s, closed because of %s: %s', (wanted, closed, step) => {
    expect(freezeStep('oi-0123456789ab', wanted, closed)).toBe(step);
  });
});

describe('the two versions to compare', () => {
  const version = (execution: string, id: string) => ({ execution, version: id });
  const runs = [version('3', 'c'.repeat(40)), version('2', 'c'.repeat(40)), version('1', 'b'.repeat(40))];
  it.each([
    ['a failed release with what runs', 'release', version('4', 'd'.repeat(40)), runs, ['d', 'c']],
    ['what runs with what ran before, past a release of the same', 'impaired', undefined, runs, ['c', 'b']],
    ['nothing with nothing', 'impaired', undefined, [], [undefined, undefined]],
    ['nothing when it is drift', 'drift', undefined, runs, [undefined, undefined]],
  ] as const)('%s', (_what, cause, failed, succeeded, [bad, good]) => {
    const found = suspects(cause, failed, succeeded);
    expect([found.bad?.version[0], found.good?.version[0]]).toEqual([bad, good]);
  });
  it('have a page only when both are commits', () => {
    const url = 'https://example.com/{good}...{bad}';
    const [bad, good] = [version('2', 'bbbbbbb'), version('1', 'aaaaaaa')];
    expect(compareLink(url, { bad, good })).toBe('https://example.com/aaaaaaa...bbbbbbb');
    expect(compareLink(url, { bad })).toBeUndefined();
    expect(compareLink(url, { bad, good: version('1', `sha256:${'a'.repeat(64)}`) })).toBeUndefined();
  });
});

it('says in its messages what it means for releases, and where the draft is', () => {
  const opened = incidentNotice(tracked({ freeze: 'on' }), 'opened', 'us-east-1');
  expect(opened).toMatchObject({ kind: 'incident-opened', service: 'storefront', thread: 'oi-0123456789ab' });
  expect(opened.lines.join(' ')).toContain('Releases of this service wait');
  const resolved = incidentNotice(
    tracked({ incident: over, postmortem: 'https://x' }),
    'resolved',
    'us-east-1',
  );
  expect(resolved.lines).toEqual([
    'Lasted from 2026-11-20T10:00:00.000Z to 2026-11-20T10:10:00.000Z.',
    'Draft of the postmortem: https://x',
  ]);
});
