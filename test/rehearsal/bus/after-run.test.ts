import { DELIVERY_METRICS } from '../../../lib/dora/delivery-metrics';
import { afterRun } from '../../../rehearsal/bus/after-run';
import type { AwsEvent } from '../../../rehearsal/bus/aws-events';
import { deliver, deliveriesOf } from '../../../rehearsal/bus/deliver';
import { ObjectStore } from '../../../rehearsal/pipeline/artifacts';
import type { EndpointOptions, Published } from '../../../rehearsal/pipeline/endpoint/server';
import { testRecord } from './record-fixture';

const rule = (functionArn: string, pattern: object) => ({
  arn: `arn:rule/${functionArn}`,
  pattern: pattern as never,
  functionArns: [functionArn],
});
const STAGES = {
  'detail-type': ['CodePipeline Stage Execution State Change'],
  detail: { stage: ['sandbox'] },
};
const RULES = [
  rule('arn:fn:measure', { ...STAGES, detail: { ...STAGES.detail, state: ['SUCCEEDED', 'FAILED'] } }),
  rule('arn:fn:track', {
    source: ['aws.codepipeline'],
    detail: { action: [{ exists: true }], state: ['FAILED'] },
  }),
  rule('arn:fn:track', { ...STAGES, detail: { ...STAGES.detail, state: ['SUCCEEDED'] } }),
];
const BUCKET_PAGE = 'https://s3.example/s3/object/drafts?region=r&prefix=sandbox/web/draft.md';

/** Stands in for the functions: `measure` counts its calls, `track` keeps an OpsItem. */
function setUp(failing?: string) {
  const notes: string[] = [];
  const published: Published[] = [];
  const objects = new ObjectStore();
  let services: EndpointOptions['services'] = {};
  let measured = 0;
  const ssm = (operation: string, input: object) => services.AmazonSSM?.[operation]?.({ ...input });
  const track = ({ detail }: AwsEvent): void => {
    if ((detail as { state: string }).state === 'FAILED') {
      const OperationalData = { project: { Value: 'shop' } };
      ssm('CreateOpsItem', { Source: 'shop incidents', Title: 'it failed', Severity: '2', OperationalData });
      return void published.push({ topicArn: 't', subject: 'opened' });
    }
    objects.put({ bucket: 'drafts', key: 'sandbox/web/draft.md' }, Buffer.from('# Postmortem'));
    const OperationalData = { postmortem: { Value: BUCKET_PAGE } };
    ssm('UpdateOpsItem', { OpsItemId: 'oi-000000000001', Status: 'Resolved', OperationalData });
  };
  const run = async (rules = RULES, limits: readonly string[] = []) =>
    afterRun({
      ...{ rules, alarms: [], record: testRecord(), endedAt: 160, published, objects, limits },
      place: { service: 'web', environment: 'sandbox' },
      answerWith: (given) => (services = given),
      note: (text) => notes.push(text),
      unchecked: (what) => notes.push(what),
      open: (arn, onLine) => ({
        invoke: async (event) => {
          if (arn === failing) return Promise.resolve({ succeeded: false, reason: 'it broke' });
          if (arn === 'arn:fn:track') track(event);
          else onLine(metrics((measured += 1)));
          return Promise.resolve({ succeeded: true, result: null });
        },
        close: async () => Promise.resolve(),
      }),
    });
  return { run, notes };
}

function metrics(recovery: number, environment = 'sandbox'): string {
  return JSON.stringify({
    _aws: { CloudWatchMetrics: [{ Namespace: DELIVERY_METRICS.namespace }] },
    ...{ Service: 'web', Environment: environment },
    [DELIVERY_METRICS.changeFailRate]: 100,
    [DELIVERY_METRICS.recoveryTime]: recovery,
    dora: { deploymentFrequency: { deployments: 0 } },
  });
}

describe('after a run in which this machine was the limit', () => {
  const limits = ['This machine was busy.'];

  it('no incident is called high, and the draft says why below its title', async () => {
    const { aftermath, drafts } = await setUp().run(RULES, limits);
    expect(aftermath.incidents).toMatchObject([{ title: 'it failed', severity: 'not judged' }]);
    expect(drafts[0]?.markdown).toMatch(/^# Postmortem\n\n> \*\*Not judged\.\*\* This machine was busy\. /);
  });

  it('and only then', async () => {
    const { aftermath, drafts } = await setUp().run();
    expect(aftermath.incidents).toMatchObject([{ severity: 'high' }]);
    expect(drafts[0]?.markdown).toBe('# Postmortem');
  });
});

describe('after a run that failed', () => {
  it('the incident is ended by a release that is played, and its numbers stand apart', async () => {
    const { run, notes } = setUp();
    const { aftermath, drafts } = await run();
    expect(aftermath).toEqual({
      delivered: 4,
      failed: [],
      dora: { deployments: 0, failPercent: 100, recoverySeconds: 1 },
      doraAfterRecovery: { deployments: 0, failPercent: 100, recoverySeconds: 2 },
      incidents: [{ id: 'oi-000000000001', title: 'it failed', severity: 'high', resolved: true }],
      messages: ['opened'],
    });
    expect(drafts).toEqual([{ incident: 'oi-000000000001', markdown: '# Postmortem' }]);
    expect(notes).toEqual([expect.stringMatching(/^Played, not run: .* web to sandbox succeeds/)]);
  });

  it('nothing is played when nobody opened an incident', async () => {
    const { run, notes } = setUp();
    const { aftermath, drafts } = await run(RULES.slice(0, 1));
    expect(aftermath).toMatchObject({ delivered: 1, incidents: [], messages: [] });
    expect(aftermath).not.toHaveProperty('doraAfterRecovery');
    expect([...drafts, ...notes]).toEqual([]);
  });

  it('a function that fails is told with the event and the reason', async () => {
    const { aftermath } = await setUp('arn:fn:measure').run();
    expect(aftermath.failed[0]).toBe('measure on CodePipeline Stage Execution State Change: it broke');
    expect(aftermath).not.toHaveProperty('dora');
  });

  it('a pattern that is not understood is unchecked, and lets nothing through', async () => {
    const { run, notes } = setUp();
    const { aftermath } = await run([rule('arn:fn:measure', { source: [{ cidr: '10.0.0.0/8' }] })]);
    expect(aftermath.delivered).toBe(0);
    expect(new Set(notes)).toEqual(
      new Set(['arn:fn:measure: the filter {"cidr":"10.0.0.0/8"} of an event pattern is not acted out']),
    );
  });
});

describe('delivery', () => {
  const event = (id: string) => ({ id, time: '', 'detail-type': id });

  it('gives an event once to a function that two rules name', () => {
    const twice = [rule('arn:a', { id: ['1'] }), rule('arn:a', { id: [{ exists: true }] })];
    const given = deliveriesOf(twice, [event('1'), event('2')], () => undefined);
    expect(given.map(({ event: { id } }) => id)).toEqual(['1', '2']);
  });

  it('goes in order for each function, one at a time, and closes what it opened', async () => {
    const told: string[] = [];
    const deliveries = ['1', '2'].flatMap((id) =>
      ['a', 'b'].map((functionArn) => ({ functionArn, event: event(id) })),
    );
    await deliver(deliveries, (arn) => ({
      invoke: async ({ 'detail-type': id }) => {
        told.push(`${arn}${id} begins`);
        await new Promise(setImmediate);
        told.push(`${arn}${id} ends`);
        return { succeeded: true, result: null };
      },
      close: async () => {
        await new Promise(setImmediate);
        told.push(`${arn} closed`);
      },
    }));
    const of = (arn: string) => told.filter((line) => line.startsWith(arn));
    for (const arn of ['a', 'b']) {
      expect(of(arn)).toEqual(
        ['1 begins', '1 ends', '2 begins', '2 ends', ' closed'].map((line) => `${arn}${line}`),
      );
    }
    expect(told.indexOf('b1 begins')).toBeLessThan(told.indexOf('a1 ends'));
  });
});
