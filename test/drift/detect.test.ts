import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { detectAll } from '../../lib/drift/detect-all';
import type { StackReport } from '../../lib/drift/drift-model';
import { fakeCloudFormation } from './fake-cloudformation';
import type { FakeCloudFormation, FakeResource, FakeStack, FakeWorld } from './fake-cloudformation';

const IN_SYNC = { StackResourceDriftStatus: 'IN_SYNC' };
const vpc = (id: string, more: Partial<FakeResource> = {}): FakeResource => ({
  id,
  type: 'AWS::EC2::VPC',
  drift: IN_SYNC,
  ...more,
});

describe('a detection', () => {
  const fakes: FakeCloudFormation[] = [];
  afterAll(async () => Promise.all(fakes.map(async (fake) => fake.close())));

  /** Looks at all stacks of the world; time passes by waiting, 15 minutes at most. */
  async function look(
    world: FakeWorld,
  ): Promise<{ reports: StackReport[]; calls: string[]; waited: number }> {
    const fake = await fakeCloudFormation(world);
    fakes.push(fake);
    const client = new CloudFormationClient({
      endpoint: fake.url,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    let now = 0;
    const reports = await detectAll({
      project: 'shop',
      places: Object.keys(world.stacks).map((stack) => ({ stack, region: 'eu-central-1' })),
      clientFor: () => client,
      clock: {
        now: () => now,
        wait: async (milliseconds) => Promise.resolve(void (now += milliseconds)),
      },
      deadline: 15 * 60_000,
      describe: (error) => String(error),
    });
    client.destroy();
    return { reports, calls: fake.calls, waited: now };
  }

  /** The report of a world with one stack. */
  async function reportOf(stack: FakeStack): Promise<StackReport | undefined> {
    return (await look({ stacks: { 'shop-one': stack } })).reports[0];
  }

  it('reads every page of results and resources, through throttling', async () => {
    const resources = ['A', 'B', 'C', 'D', 'E'].map((id) => vpc(id));
    const throttled = ['DetectStackDrift', 'DescribeStackResourceDrifts', 'ListStackResources'];
    const { reports, calls } = await look({ stacks: { 'shop-one': { resources } }, throttled });
    expect(reports[0]?.counts).toMatchObject({ 'in-sync': 5, unchecked: 0 });
    // Three pages and one throttled call.
    expect(calls.filter((call) => call.startsWith('DescribeStackResourceDrifts'))).toHaveLength(4);
    expect(calls.filter((call) => call.startsWith('ListStackResources'))).toHaveLength(4);
  });

  it('tells a difference with its values', async () => {
    const drift = {
      differences: [
        {
          PropertyPath: '/EnableDnsHostnames',
          DifferenceType: 'NOT_EQUAL',
          ExpectedValue: 'true',
          ActualValue: 'false',
        },
      ],
    };
    const report = await reportOf({ resources: [vpc('A', { physicalId: 'vpc-1', drift }), vpc('B')] });
    expect(report?.findings).toEqual([
      {
        logicalId: 'A',
        physicalId: 'vpc-1',
        type: 'AWS::EC2::VPC',
        outcome: 'drifted',
        deleted: false,
        differences: [{ path: '/EnableDnsHostnames', kind: 'NOT_EQUAL', expected: 'true', actual: 'false' }],
      },
    ]);
  });

  it('waits for a detection that takes its time', async () => {
    const detection = ['DETECTION_IN_PROGRESS', 'DETECTION_IN_PROGRESS', 'DETECTION_COMPLETE'];
    const { reports, waited } = await look({ stacks: { 'shop-one': { resources: [vpc('A')], detection } } });
    expect(reports[0]?.counts['in-sync']).toBe(1);
    expect(waited).toBe(3000 + 4500 + 6750);
  });

  it('waits for a stack that is being updated, and for somebody else who looks for drift', async () => {
    const stack: FakeStack = {
      resources: [vpc('A')],
      status: ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE'],
      refusals: ['Drift detection is already in progress for stack [shop-one]'],
    };
    const { reports, calls, waited } = await look({ stacks: { 'shop-one': stack } });
    expect(reports[0]?.counts).toMatchObject({ 'in-sync': 1, unchecked: 0 });
    expect(calls.filter((call) => call.startsWith('DetectStackDrift'))).toHaveLength(2);
    expect(waited).toBe(3 * 20_000 + 3000);
  });

  it.each<[string, FakeStack, string]>([
    [
      'is being updated all the time',
      { status: ['UPDATE_IN_PROGRESS'] },
      'the stack is in UPDATE_IN_PROGRESS, and it did not end in time',
    ],
    [
      'is in a state without drift',
      { status: ['ROLLBACK_COMPLETE'] },
      'the stack is in ROLLBACK_COMPLETE, in which CloudFormation detects no drift',
    ],
    ['is detected for ever', { detection: ['DETECTION_IN_PROGRESS'] }, 'the detection was not done in time'],
    ['is refused', { refusals: ['no'] }, 'ValidationError: no'],
  ])('says why a stack is unchecked that %s', async (_, stack, problem) => {
    const report = await reportOf(stack);
    expect(report).toMatchObject({ problem, findings: [], counts: { unchecked: 1, 'in-sync': 0 } });
  });

  it('keeps what a failed detection has found, and says that it failed', async () => {
    const gone = vpc('A', { drift: { StackResourceDriftStatus: 'DELETED' } });
    const report = await reportOf({ resources: [gone, vpc('B')], detection: ['DETECTION_FAILED'] });
    expect(report).toMatchObject({
      problem: 'the detection failed: it went wrong',
      counts: { drifted: 1, unchecked: 1, 'in-sync': 1 },
    });
  });

  it('takes no result of an earlier detection for a new one', async () => {
    const report = await reportOf({ resources: [vpc('A')], age: 3600 });
    expect(report?.findings).toMatchObject([
      { outcome: 'unchecked', reason: 'CloudFormation has only a result of an earlier detection' },
    ]);
  });

  it('gives the reason of CloudFormation for what it could not read', async () => {
    const drift = {
      StackResourceDriftStatus: 'UNKNOWN',
      DriftStatusReason: 'not authorized to perform: ec2:X',
    };
    const report = await reportOf({ resources: [vpc('A', { drift })] });
    expect(report?.findings).toMatchObject([
      { outcome: 'unchecked', reason: 'not authorized to perform: ec2:X' },
    ]);
  });

  it('forgets what a later template has removed', async () => {
    const removed = vpc('A', { drift: undefined, status: 'DELETE_SKIPPED' });
    expect((await reportOf({ resources: [removed, vpc('B')] }))?.counts).toMatchObject({
      unchecked: 0,
      'in-sync': 1,
    });
  });

  it('looks at six stacks at a time, and tells them in their order', async () => {
    const stacks = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`shop-${index}`, {}]));
    const { reports, calls } = await look({ stacks });
    const before = calls.slice(
      0,
      calls.findIndex((call) => call.startsWith('ListStackResources')),
    );
    expect(before.filter((call) => call.startsWith('DescribeStacks'))).toHaveLength(6);
    expect(reports.map(({ stack }) => stack)).toEqual(Object.keys(stacks));
  });

  it('says of a stack that there was no time for it', async () => {
    const slow: FakeStack = { detection: ['DETECTION_IN_PROGRESS'] };
    const stacks = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`shop-${index}`, slow]));
    const { reports } = await look({ stacks });
    expect(reports).toHaveLength(12);
    expect(reports.filter(({ problem = '' }) => !/in time|no time/.test(problem))).toEqual([]);
  });

  it('says who may not call what, for each stack', async () => {
    const { reports } = await look({
      stacks: { 'shop-one': {}, 'shop-two': {} },
      denied: ['DetectStackDrift'],
    });
    expect(reports.map(({ problem }) => problem)).toEqual(
      Array(2).fill(expect.stringContaining('is not authorized to perform: cloudformation:DetectStackDrift')),
    );
  });
});
