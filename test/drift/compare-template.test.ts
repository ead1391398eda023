import { classifyStack } from '../../lib/drift/classify';
import { compareTemplate } from '../../lib/drift/compare-template';
import type { LiveResource } from '../../lib/drift/compare-template';

/** The one finding about a resource with these properties in the template and in reality. */
function compare(expected: object, actual: object | undefined): object[] {
  const live = new Map<string, LiveResource>([
    ['It', { physicalId: 'it', ...(actual && { properties: { ...actual } }) }],
  ]);
  const template = { Resources: { It: { Type: 'AWS::EC2::VPC', Properties: { ...expected } } } };
  const { drifts } = compareTemplate({ stack: 's', project: 'p', template, live });
  return drifts.map(({ status, differences }) => ({
    status,
    differences: differences.map(({ kind, path }) => `${kind} ${path}`),
  }));
}

it.each<[string, object, object | undefined, string, readonly string[]]>([
  ['the same', { A: 1, B: ['x'] }, { A: 1, B: ['x'] }, 'IN_SYNC', []],
  ['what the template does not set', { A: 1 }, { A: 1, B: 2 }, 'IN_SYNC', []],
  ['a number that is written as a text', { A: '80', B: true }, { A: 80, B: 'true' }, 'IN_SYNC', []],
  ['another value', { A: { B: 1 } }, { A: { B: 2 } }, 'MODIFIED', ['NOT_EQUAL /A/B']],
  ['a value that is gone', { A: { B: 1 } }, { A: {} }, 'MODIFIED', ['REMOVE /A/B']],
  ['one in a list more', { A: ['x'] }, { A: ['x', 'y'] }, 'MODIFIED', ['ADD /A/1']],
  ['one in a list less', { A: ['x', 'y'] }, { A: ['x'] }, 'MODIFIED', ['REMOVE /A/1']],
  ['another kind of value', { A: ['x'] }, { A: 'x' }, 'MODIFIED', ['NOT_EQUAL /A']],
  ['an object that became a text', { A: { B: 1 } }, { A: 'x' }, 'MODIFIED', ['NOT_EQUAL /A']],
  ['nothing at all any more', { A: 1 }, undefined, 'DELETED', []],
])('%s', (_, expected, actual, status, differences) => {
  expect(compare(expected, actual)).toEqual([{ status, differences }]);
});

it('gives what the allow-list asks: traffic that a release moved, and a door that somebody opened', () => {
  const forward = (blue: number, green: number): object => ({
    Actions: [
      {
        Type: 'forward',
        ForwardConfig: {
          TargetGroups: [
            { TargetGroupArn: 'blue', Weight: blue },
            { TargetGroupArn: 'green', Weight: green },
          ],
        },
      },
    ],
  });
  const group = { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup' };
  const template = {
    Resources: {
      Blue: group,
      Green: group,
      Rule: { Type: 'AWS::ElasticLoadBalancingV2::ListenerRule', Properties: { ...forward(100, 0) } },
      Door: { Type: 'AWS::EC2::SecurityGroup', Properties: { SecurityGroupIngress: [] } },
      Unseen: { Type: 'AWS::EC2::VPC' },
    },
  };
  const live = new Map<string, LiveResource>([
    ['Blue', { physicalId: 'blue', properties: {} }],
    ['Green', { physicalId: 'green', properties: {} }],
    ['Rule', { physicalId: 'rule', properties: { ...forward(0, 100) } }],
    ['Door', { physicalId: 'sg', properties: { SecurityGroupIngress: [{ CidrIp: '0.0.0.0/0' }] } }],
  ]);
  const report = classifyStack(compareTemplate({ stack: 's', project: 'p', template, live }));
  expect(report.findings.map(({ logicalId, outcome }) => [logicalId, outcome])).toEqual([
    ['Rule', 'allowed'],
    ['Door', 'drifted'],
    ['Unseen', 'unchecked'],
  ]);
});
