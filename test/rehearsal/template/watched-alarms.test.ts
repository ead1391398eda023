import { notesOn } from './scratch';

const TASK = {
  Type: 'AWS::ECS::TaskDefinition',
  Properties: { Family: 'web', ContainerDefinitions: [{ Name: 'app', Image: 'web:1' }] },
};
const alarm = (AlarmName: string) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName,
    Namespace: 'Shop',
    MetricName: 'Errors',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
  },
});
const service = (AlarmNames: readonly string[]) => ({
  Type: 'AWS::ECS::Service',
  Properties: {
    ServiceName: 'web',
    TaskDefinition: { Ref: 'Task' },
    DeploymentConfiguration: { Alarms: { AlarmNames, Enable: true, Rollback: true } },
  },
});
const composite = (AlarmRule: string) => ({
  Type: 'AWS::CloudWatch::CompositeAlarm',
  Properties: { AlarmName: 'any', AlarmRule },
});
const pipeline = (AlarmName: string) => ({
  Type: 'AWS::CodePipeline::Pipeline',
  Properties: {
    Name: 'releases',
    Stages: [
      {
        Name: 'Live',
        Actions: [],
        BeforeEntry: {
          Conditions: [
            {
              Result: 'FAIL',
              Rules: [
                {
                  Name: 'quiet',
                  RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'CloudWatchAlarm', Version: '1' },
                  Configuration: { AlarmName },
                },
              ],
            },
          ],
        },
      },
    ],
  },
});
const missing = (name: string): string =>
  `the alarm ${name} is not in the assembly, so nothing evaluates it and it is never red`;

test.each([
  ['a deployment', { Task: TASK, Web: service(['red', 'made-elsewhere']) }, 'S/Web'],
  ['an entry rule', { Releases: pipeline('made-elsewhere') }, 'S/Releases'],
  ['a composite alarm', { Any: composite('ALARM("red") OR ALARM(made-elsewhere)') }, 'S/Any'],
])('an alarm that %s asks and no template makes is noted', (_what, resources, where) => {
  const notes = notesOn({ Red: alarm('red'), ...resources }).filter((note) => note.includes('the alarm'));
  expect(notes).toEqual([`${where}: ${missing('made-elsewhere')}`]);
});

test('alarms that are made are not noted', () => {
  const resources = {
    Task: TASK,
    Web: service(['red']),
    Releases: pipeline('red'),
    Any: composite('ALARM(red)'),
  };
  expect(notesOn({ Red: alarm('red'), ...resources }).join()).not.toContain('the alarm');
});
