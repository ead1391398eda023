import { compareTemplate } from '../../../lib/drift/compare-template';
import { cloudFormation } from '../../../rehearsal/drift/cloud-formation';
import { judgeDrift } from '../../../rehearsal/drift/judge-drift';
import { plantDrift } from '../../../rehearsal/drift/plant-drift';
import { Assembly } from '../../../rehearsal/template/assembly';
import { resolvedStacks } from '../../../rehearsal/template/resolved-stacks';
import type { ResolvedStack } from '../../../rehearsal/template/resolved-stacks';
import { Resolver } from '../../../rehearsal/template/resolver';
import type { Stack } from '../../../rehearsal/template/stack';

const forward = (...arns: string[]) => [
  { Type: 'forward', ForwardConfig: { TargetGroups: arns.map((TargetGroupArn) => ({ TargetGroupArn })) } },
];
const group = (logicalId: string) => ({
  ...{ logicalId, type: 'AWS::ElasticLoadBalancingV2::TargetGroup', physicalId: `arn:${logicalId}` },
  properties: {},
});
const STACK: ResolvedStack = {
  name: 'shop-web',
  resources: [
    group('Blue'),
    group('Green'),
    {
      ...{
        logicalId: 'Production',
        type: 'AWS::ElasticLoadBalancingV2::Listener',
        physicalId: 'arn:listener',
      },
      properties: { Port: 80, DefaultActions: forward('arn:Blue') },
    },
    {
      ...{ logicalId: 'Door', type: 'AWS::EC2::SecurityGroup', physicalId: 'sg-1' },
      properties: { SecurityGroupIngress: [{ FromPort: 80 }] },
    },
  ],
};
const planted = plantDrift([STACK]);
const [allowed, forbidden] = planted;

/** What the stand-in has found in the stack with both drifts. */
function found() {
  const live = new Map(
    STACK.resources.map(({ logicalId, physicalId, properties }) => [
      logicalId,
      { physicalId, properties: planted.find((one) => one.logicalId === logicalId)?.actual ?? properties },
    ]),
  );
  const Resources = Object.fromEntries(
    STACK.resources.map(({ logicalId, type, properties }) => [
      logicalId,
      { Type: type, Properties: properties },
    ]),
  );
  return compareTemplate({ stack: STACK.name, project: 'shop', template: { Resources }, live });
}

describe('what is planted', () => {
  it('is a listener that sends users to the other group of its stack', () => {
    expect(allowed).toMatchObject({ kind: 'allowed', stack: 'shop-web', logicalId: 'Production' });
    expect(allowed?.actual).toEqual({ Port: 80, DefaultActions: forward('arn:Green') });
  });

  it('and a port that is open to everyone', () => {
    expect(forbidden).toMatchObject({ kind: 'forbidden', logicalId: 'Door' });
    expect(forbidden?.actual.SecurityGroupIngress).toEqual([
      { FromPort: 80 },
      { CidrIp: '0.0.0.0/0', FromPort: 22, ToPort: 22, IpProtocol: 'tcp' },
    ]);
  });

  it('needs an assembly that has both', () => {
    const closed = { ...STACK, resources: STACK.resources.slice(0, 3) };
    expect(() => plantDrift([closed])).toThrow('the assembly has none');
    expect(() => plantDrift([{ ...STACK, resources: STACK.resources.slice(1) }])).toThrow(
      'two target groups',
    );
  });
});

describe('the stand-in for CloudFormation', () => {
  const ask = (action: string, fields: Record<string, string> = { StackName: 'shop-web' }) =>
    cloudFormation([found()])(action, new URLSearchParams(fields));

  it('tells what differs, with both sides', () => {
    const xml = ask('DescribeStackResourceDrifts') ?? '';
    expect(xml.match(/<StackResourceDriftStatus>\w+/g)?.map((text) => text.split('>')[1])).toEqual([
      'IN_SYNC',
      'IN_SYNC',
      'MODIFIED',
      'MODIFIED',
    ]);
    expect(xml).toContain('<PropertyPath>/SecurityGroupIngress/1</PropertyPath><DifferenceType>ADD<');
    expect(xml).toContain('<ActualProperties>{"SecurityGroupIngress"');
  });

  it('lists the resources, and has looked already', () => {
    expect(ask('ListStackResources')).toContain('<PhysicalResourceId>arn:Blue</PhysicalResourceId>');
    expect(ask('DescribeStacks')).toContain('UPDATE_COMPLETE');
    expect(ask('DetectStackDrift')).toContain('<StackDriftDetectionId>shop-web<');
    const status = ask('DescribeStackDriftDetectionStatus', { StackDriftDetectionId: 'shop-web' });
    expect(status).toContain('<StackDriftStatus>DRIFTED<');
  });

  it('gives credentials for any role, and knows no other stack and no other action', () => {
    expect(ask('AssumeRole', {})).toContain('<SessionToken>rehearsal</SessionToken>');
    expect(ask('DescribeStacks', { StackName: 'other' })).toBeUndefined();
    expect(ask('DeleteStack')).toBeUndefined();
  });
});

describe('the verdict', () => {
  const counts = { 'in-sync': 2, allowed: 1, drifted: 1, unchecked: 0, unsupported: 0 };
  const line = (more: object = {}) =>
    JSON.stringify({
      ...{ message: 'stack checked', stack: 'shop-web', counts },
      ...{ wrong: [{ logicalId: 'Door', outcome: 'drifted' }], ...more },
    });
  const judge = (lines: string[], messages = ['drift: 1 drifted'], unchecked: string[] = []) =>
    judgeDrift(planted, [found()], { lines, messages, unchecked });

  it('is good when both were told apart and people were told once', () => {
    const result = judge(['no JSON', '{"message":"other"}', line()]);
    expect(result).toMatchObject({ asExpected: true, stacks: 1, counts, messages: ['drift: 1 drifted'] });
    expect(result.drifts.map(({ kind, judged }) => [kind, judged])).toEqual([
      ['allowed', 'by design'],
      ['forbidden', 'drifted'],
    ]);
    expect(result.drifts[1]?.differences).toMatchObject([{ path: '/SecurityGroupIngress/1', kind: 'ADD' }]);
  });

  it.each<[string, ReturnType<typeof judge>]>([
    ['the function said nothing', judge([])],
    ['nobody was told', judge([line()], [])],
    ['a call was not known', judge([line()], ['m'], ['AWS call X'])],
    [
      'everything was let through',
      judge([line({ wrong: [], counts: { ...counts, allowed: 2, drifted: 0 } })]),
    ],
    ['a third thing drifted', judge([line({ counts: { ...counts, drifted: 2 } })])],
    ['one could not be checked', judge([line({ wrong: [{ logicalId: 'Door', outcome: 'unchecked' }] })])],
  ])('is bad when %s', (_what, { asExpected }) => expect(asExpected).toBe(false));
});

test('stacks are resolved, without those whose condition does not hold and without nested ones', () => {
  const template = {
    Conditions: { No: { 'Fn::Equals': ['a', 'b'] } },
    Resources: {
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::Sub': 'in-${AWS::Region}' } } },
      Never: { Type: 'AWS::SNS::Topic', Condition: 'No' },
    },
  };
  const stack: Stack = {
    ...{ label: 'Shop', name: 'shop', account: '1', region: 'eu-west-1', template, assets: new Map() },
  };
  const nested = { ...stack, label: 'Shop/Nested', parent: { stack, logicalId: 'Nested' } };
  const stacks = [stack, nested];
  expect(resolvedStacks(new Assembly(stacks, new Resolver(stacks)))).toEqual([
    {
      name: 'shop',
      resources: [
        {
          ...{ logicalId: 'Topic', type: 'AWS::SNS::Topic', properties: { TopicName: 'in-eu-west-1' } },
          physicalId: expect.stringContaining('in-eu-west-1') as string,
        },
      ],
    },
  ]);
});
