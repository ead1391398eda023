import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { driftCommand } from '../../lib/ops/drift/drift-command';
import type { DriftNames } from '../../lib/ops/drift/drift-places';
import { Interrupted } from '../../lib/ops/errors';
import { failureOf } from '../../lib/ops/failure';
import type { Session } from '../../lib/ops/session';
import { fakeCloudFormation } from '../drift/fake-cloudformation';
import type { FakeCloudFormation, FakeStack, FakeWorld } from '../drift/fake-cloudformation';
import { fakeSession } from './fake-session';
import type { Behaviour, Recorded } from './fake-session';

const BLUE = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/shop-blue/1';
const GREEN = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/shop-green/2';
const IN_SYNC = { StackResourceDriftStatus: 'IN_SYNC' };

/** A service after a release, in whose network somebody opened a door. */
const released: FakeStack = {
  resources: [
    { id: 'Blue', type: 'AWS::ElasticLoadBalancingV2::TargetGroup', physicalId: BLUE, drift: IN_SYNC },
    { id: 'Green', type: 'AWS::ElasticLoadBalancingV2::TargetGroup', physicalId: GREEN, drift: IN_SYNC },
    {
      id: 'Listener',
      type: 'AWS::ElasticLoadBalancingV2::Listener',
      drift: {
        ExpectedProperties: JSON.stringify({ DefaultActions: [{ Type: 'forward', TargetGroupArn: BLUE }] }),
        ActualProperties: JSON.stringify({ DefaultActions: [{ Type: 'forward', TargetGroupArn: GREEN }] }),
        differences: [
          {
            PropertyPath: '/DefaultActions/0/TargetGroupArn',
            DifferenceType: 'NOT_EQUAL',
            ExpectedValue: BLUE,
            ActualValue: GREEN,
          },
        ],
      },
    },
    { id: 'Policy', type: 'AWS::IAM::Policy' },
  ],
};
const opened: FakeStack = {
  resources: [
    ...(released.resources ?? []),
    {
      id: 'SecurityGroup',
      type: 'AWS::EC2::SecurityGroup',
      physicalId: 'sg-0123',
      drift: {
        differences: [
          {
            PropertyPath: '/SecurityGroupIngress/1',
            DifferenceType: 'ADD',
            ExpectedValue: 'null',
            ActualValue: '{"CidrIp":"0.0.0.0/0","FromPort":22,"IpProtocol":"tcp","ToPort":22}',
          },
        ],
      },
    },
  ],
};

const fakes: FakeCloudFormation[] = [];
afterAll(async () => Promise.all(fakes.map(async (fake) => fake.close())));

interface Ran extends Recorded {
  readonly status: number;
  readonly calls: readonly string[];
  /** Account and region of each client. */
  readonly asked: readonly string[];
}

/** Runs the command in a world. */
async function run(
  world: FakeWorld,
  names: DriftNames = {},
  behaviour: Behaviour & { readonly noCredentials?: Error } = {},
): Promise<Ran> {
  const fake = await fakeCloudFormation(world);
  fakes.push(fake);
  const recorded = fakeSession(behaviour);
  const { noCredentials } = behaviour;
  const asked: string[] = [];
  const cloudFormation: Session['clients']['cloudFormation'] = (plane, region) => {
    asked.push(`${plane} ${region}`);
    return new CloudFormationClient({
      endpoint: fake.url,
      region,
      credentials: noCredentials
        ? async () => Promise.reject(noCredentials)
        : { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  };
  const { session } = recorded;
  const project = {
    ...session.project,
    toolchain: { ...session.project.toolchain, source: { kind: 'codecommit' } },
    environments: session.project.environments.map((each) => ({ ...each, region: 'eu-central-1' })),
  } as unknown as Session['project'];
  const sts = {
    send: async () => (noCredentials ? Promise.reject(noCredentials) : Promise.resolve({})),
  } as unknown as Session['clients']['sts'];
  const clients = { ...session.clients, cloudFormation, sts };
  const status = await driftCommand({ ...session, project, clients }, names);
  return { ...recorded, status, calls: fake.calls, asked };
}

const STACK = 'shop-production-storefront';

describe('ops drift', () => {
  it('tells what releases have moved, and that nothing is wrong', async () => {
    const { status, lines } = await run(
      { stacks: { [STACK]: released } },
      { stack: 'production-storefront' },
    );
    expect(status).toBe(0);
    expect(lines).toContain('  by design    AWS::ElasticLoadBalancingV2::Listener Listener');
    expect(lines).toContain('               A release moves traffic between the two target groups of the');
    expect(lines).toContain('  no support   CloudFormation does not check 1 AWS::IAM::Policy');
    expect(lines.at(-1)).toBe('No drift. In all: 1 by design, 1 without support, 2 in sync.');
  });

  it('tells what somebody changed, what to do and what not, at 80 columns', async () => {
    const { status, lines } = await run({ stacks: { [STACK]: opened } }, { stack: STACK });
    expect(status).toBe(1);
    const text = lines.join('\n');
    expect(text).toContain('  DRIFTED      AWS::EC2::SecurityGroup SecurityGroup (sg-0123)');
    expect(text).toContain('/SecurityGroupIngress/1\n               - is { "CidrIp": "0.0.0.0/0",');
    expect(text).toContain('Set it back by hand to what is expected');
    expect(text).toContain('Never run cdk deploy --revert-drift');
    // A word that is longer stands alone, so that it can be copied.
    expect(lines.filter((line) => line.length > 80 && line.trim().includes(' '))).toEqual([]);
  });

  it('says what could not be checked, beside what could', async () => {
    const stacks = { [STACK]: released, 'shop-production-platform': { status: ['DELETE_FAILED'] } };
    const { status, lines } = await run({ stacks }, { environment: 'production' });
    expect(status).toBe(3);
    expect(lines).toContain('shop-production-platform: not checked');
    expect(lines.join(' ')).toMatch(/the stack is not there, in the account and region/);
    expect(lines.join('\n')).toContain('UNKNOWN: not everything could be checked. In all: 3 unchecked');
  });

  it.each(['CredentialsProviderError', 'ExpiredTokenException'])(
    'is one error without credentials, and says nothing of each stack: %s',
    async (name) => {
      const noCredentials = Object.assign(new Error('Could not load credentials'), { name });
      await expect(run({ stacks: {} }, {}, { noCredentials })).rejects.toThrow(noCredentials);
      expect(failureOf(noCredentials)).toMatchObject({ status: 1 });
    },
  );

  it('is all data with --json, with the same status', async () => {
    const behaviour = { json: true };
    const { status, data } = await run({ stacks: { [STACK]: opened } }, { stack: STACK }, behaviour);
    expect(status).toBe(1);
    expect(data).toMatchObject([
      {
        type: 'drift',
        status: 1,
        counts: { drifted: 1, allowed: 1, unsupported: 1, 'in-sync': 2, unchecked: 0 },
        stacks: [
          {
            stack: STACK,
            findings: [{ outcome: 'allowed' }, { outcome: 'unsupported' }, { outcome: 'drifted' }],
          },
        ],
      },
    ]);
  });

  it('says once which permission is missing', async () => {
    const { status, lines } = await run({ stacks: {}, denied: ['DescribeStacks'] });
    expect(status).toBe(3);
    expect(lines.filter((line) => line.startsWith('Nothing could be checked'))).toHaveLength(1);
    expect(lines.join(' ')).toContain('user/kim may not call cloudformation:DescribeStacks');
  });

  it.each<[string, DriftNames, readonly string[]]>([
    [
      'an environment',
      { environment: 'staging' },
      ['shop-staging-platform', 'shop-staging-storefront', 'shop-staging-observability'],
    ],
    ['a service', { service: 'catalog' }, ['shop-pipeline-catalog', 'shop-production-catalog']],
    [
      'a service in an environment',
      { service: 'catalog', environment: 'production' },
      ['shop-production-catalog'],
    ],
    ['a stack by its short name', { stack: 'registry' }, ['shop-registry']],
  ])('looks at the stacks of %s', async (_, names, stacks) => {
    const { calls } = await run({ stacks: {} }, names);
    expect(calls.map((call) => call.split(' ')[1])).toEqual(stacks);
  });

  it('asks in the account of each stack, and in the region of the configuration or of --region', async () => {
    const names = { service: 'catalog' };
    const { asked } = await run({ stacks: {} }, names);
    expect(asked).toEqual(['toolchain eu-central-1', 'environment eu-central-1']);
    const elsewhere = await run({ stacks: {} }, { ...names, region: 'us-east-1' });
    expect(elsewhere.asked).toEqual(['toolchain us-east-1', 'environment us-east-1']);
  });

  it.each<[DriftNames, RegExp]>([
    [{ stack: 'nothing' }, /--stack: got "nothing"; allowed: shop-registry, .*shop-production-observability/],
    [{ environment: 'nowhere' }, /--environment: got "nowhere"; allowed: staging, production/],
    [{ service: 'nobody' }, /--service: got "nobody"; allowed: catalog, storefront/],
  ])('refuses names that there are not: %j', async (names, message) => {
    await expect(run({ stacks: {} }, names)).rejects.toThrow(message);
  });

  it('stops when the person does, and says that nothing was changed', async () => {
    const tick = (): void => {
      throw new Interrupted('stopped watching');
    };
    await expect(run({ stacks: { [STACK]: released } }, { stack: STACK }, { tick })).rejects.toThrow(
      'stopped looking for drift; nothing was changed',
    );
  });
});
