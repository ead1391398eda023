import { notesOn, readResources } from './scratch';

const PATTERN = { source: ['aws.codepipeline'], detail: { pipeline: [{ prefix: { Ref: 'AWS::Region' } }] } };
const ARN = { 'Fn::GetAtt': ['Watch', 'Arn'] };

function resources(properties: object, watch: object = {}): Record<string, object> {
  return {
    Watch: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'watch', Runtime: 'nodejs24.x', Code: { ZipFile: 'x' }, ...watch },
    },
    Topic: { Type: 'AWS::SNS::Topic' },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: { EventPattern: PATTERN, Targets: [{ Id: 'a', Arn: ARN }], ...properties },
    },
  };
}
const rulesOf = (properties: object) => readResources(resources(properties)).model.eventRules;

test('a rule that gives events to a function is read with its pattern resolved', () => {
  expect(rulesOf({})).toEqual([
    {
      arn: expect.stringMatching(/^arn:aws:events:eu-west-1:1111:rule\//) as string,
      pattern: { source: ['aws.codepipeline'], detail: { pipeline: [{ prefix: 'eu-west-1' }] } },
      functionArns: ['arn:aws:lambda:eu-west-1:1111:function:watch'],
    },
  ]);
});

test.each([
  ['by the clock', { EventPattern: undefined, ScheduleExpression: 'rate(1 day)' }],
  ['that is switched off', { State: 'DISABLED' }],
  ['that tells a topic', { Targets: [{ Id: 'a', Arn: { Ref: 'Topic' } }] }],
  ['that gives something else', { Targets: [{ Id: 'a', Arn: ARN, InputPath: '$.detail' }] }],
])('a rule %s is left out, and nothing is missing for that', (_what, properties) => {
  expect(rulesOf(properties)).toEqual([]);
  const about = notesOn(resources(properties)).filter((note) => JSON.stringify(note).includes('Rule'));
  expect(about).toEqual([]);
});

test('a rule that gives events to a function in another language is left out, and the function is told', () => {
  const { model, unchecked } = readResources(resources({}, { Runtime: 'python3.13' }));
  expect(model.eventRules).toEqual([]);
  expect(model.functionsNotRun).toMatchObject([
    { name: 'watch', why: 'a function on python3.13 is not run, only Node.js' },
  ]);
  expect(JSON.stringify(unchecked)).toContain('python3.13 is not run');
});

test('what a rule has that is not known is told', () => {
  expect(JSON.stringify(notesOn(resources({ Rubbish: 1 })))).toContain('Rule.Rubbish');
});
