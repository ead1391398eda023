import { outputOf, resolving } from './scratch';

const resolved = (value: unknown, more = {}) =>
  outputOf({ Resources: {}, ...more, Outputs: { Result: { Value: value as string } } });

describe('intrinsic functions', () => {
  test.each([
    ['Fn::Join', { 'Fn::Join': ['-', ['a', 1, { Ref: 'AWS::Region' }]] }, 'a-1-eu-west-1'],
    ['Fn::Join of a split', { 'Fn::Join': ['+', { 'Fn::Split': [',', 'a,b'] }] }, 'a+b'],
    ['Fn::Select', { 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
    ['Fn::Base64', { 'Fn::Base64': 'hi' }, 'aGk='],
    ['Fn::GetAZs', { 'Fn::Select': [2, { 'Fn::GetAZs': '' }] }, 'eu-west-1c'],
    ['Fn::Length', { 'Fn::Length': ['a', 'b', 'c'] }, 3],
    ['Fn::ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'AWS::AccountId' } } }, '{"a":"1111"}'],
    ['Fn::Sub with an own variable', { 'Fn::Sub': ['${a}/${AWS::StackName}', { a: 'x' }] }, 'x/S'],
    ['Fn::Sub with a literal dollar', { 'Fn::Sub': '${!kept}-${AWS::Partition}' }, '${kept}-aws'],
    ['Ref to no value in a list', ['a', { Ref: 'AWS::NoValue' }, 'b'], ['a', 'b']],
    ['Ref to no value in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    ['AWS::URLSuffix', { Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
  ])('%s is resolved', (_name, value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  test.each([
    ['a function that is not known', { 'Fn::Cidr': ['10.0.0.0/8', 2, 8] }, '{{unknown:S Fn::Cidr}}'],
    ['an attribute of no resource', { 'Fn::GetAtt': ['Ghost', 'Arn'] }, '{{unknown:S/Ghost.Arn}}'],
    ['an export that nobody makes', { 'Fn::ImportValue': 'ghost' }, '{{unknown:export ghost}}'],
    [
      'a part of an unknown text',
      { 'Fn::Select': [3, { 'Fn::Split': ['/', { 'Fn::ImportValue': 'a/b' }] }] },
      '{{unknown:export a/b}}',
    ],
    ['a secret', '{{resolve:secretsmanager:s:key}}', '{{unknown:dynamic reference secretsmanager:s:key}}'],
  ])('%s becomes a stand-in', (_name, value, expected) => {
    expect(resolved(value)).toBe(expected);
  });

  test('Fn::FindInMap reads the mapping, and its default when there is no entry', () => {
    const Mappings = { Sizes: { 'eu-west-1': { cpu: '512' } } };
    const find = (key: string) => ({
      'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, key, { DefaultValue: 'none' }],
    });

    expect(resolved([find('cpu'), find('disk')], { Mappings })).toEqual(['512', 'none']);
  });

  test('conditions combine, and Fn::If takes the branch that holds', () => {
    const Conditions = {
      Ireland: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
      Big: { 'Fn::Equals': [{ Ref: 'Size' }, 'big'] },
      Both: { 'Fn::And': [{ Condition: 'Ireland' }, { Condition: 'Big' }] },
      Either: { 'Fn::Or': [{ Condition: 'Ireland' }, { Condition: 'Big' }] },
      Small: { 'Fn::Not': [{ Condition: 'Big' }] },
    };
    const Parameters = { Size: { Type: 'String', Default: 'small' } };
    const when = (name: string) => ({ 'Fn::If': [name, 'yes', 'no'] });

    expect(resolved(['Both', 'Either', 'Small'].map(when), { Conditions, Parameters })).toEqual([
      'no',
      'yes',
      'yes',
    ]);
  });

  test('a resource whose condition does not hold is left out', () => {
    const template = {
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { Here: { Type: 'AWS::SNS::Topic' }, Gone: { Type: 'AWS::SNS::Topic', Condition: 'Never' } },
    };

    expect(resolving({ S: template }).resources.map(({ where }) => where)).toEqual(['S/Here']);
  });
});
