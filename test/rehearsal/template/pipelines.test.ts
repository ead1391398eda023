import { notesOn, readResources } from './scratch';

const action = (name: string, more: object = {}) => ({
  Name: name,
  ActionTypeId: { Category: 'Build', Owner: 'AWS', Provider: 'CodeBuild', Version: '1' },
  ...more,
});
const pipeline = (stages: readonly object[], more: object = {}) => ({
  Pipeline: { Type: 'AWS::CodePipeline::Pipeline', Properties: { Stages: stages, ...more } },
});
const read = (...actions: object[]) =>
  readResources(pipeline([{ Name: 'Build', Actions: actions }])).model.pipelines[0];

describe('pipelines', () => {
  test('without a name have one of stack and logical id', () => {
    expect(read()).toMatchObject({
      name: 'S-Pipeline',
      arn: 'arn:aws:codepipeline:eu-west-1:1111:S-Pipeline',
    });
  });

  test('have variables with their defaults, where they have any', () => {
    const Variables = [{ Name: 'VERSION', DefaultValue: 'none', Description: 'what to release' }];
    const [declared] = readResources(pipeline([], { Variables })).model.pipelines;

    expect(declared?.variables).toEqual({ VERSION: 'none' });
    expect(read()).not.toHaveProperty('variables');
    expect(notesOn(pipeline([], { Variables }))).toEqual([]);
  });

  test('have the actions of a stage in run order, those of one order as written', () => {
    const names = read(
      action('late', { RunOrder: 2 }),
      action('first'),
      action('second', { RunOrder: '1' }),
    )?.stages[0]?.actions.map(({ name, runOrder }) => `${name} ${runOrder}`);

    expect(names).toEqual(['first 1', 'second 1', 'late 2']);
  });

  test('have configuration values as texts', () => {
    const configuration = {
      ProjectName: { 'Fn::Sub': '${AWS::StackName}-project' },
      PollForSourceChanges: false,
      BatchEnabled: 1,
    };

    expect(read(action('a', { Configuration: configuration }))?.stages[0]?.actions[0]?.configuration).toEqual(
      {
        ProjectName: 'S-project',
        PollForSourceChanges: 'false',
        BatchEnabled: '1',
      },
    );
  });

  test('have artifacts by name, and a namespace only where one is given', () => {
    const artifacts = { InputArtifacts: [{ Name: 'In' }], OutputArtifacts: [{ Name: 'A' }, { Name: 'B' }] };
    const [plain, named] = read(action('plain', artifacts), action('named', { Namespace: 'N' }))?.stages[0]
      ?.actions ?? [undefined, undefined];

    expect(plain).toMatchObject({ inputArtifacts: ['In'], outputArtifacts: ['A', 'B'] });
    expect(plain).not.toHaveProperty('namespace');
    expect(named).toMatchObject({ inputArtifacts: [], outputArtifacts: [], namespace: 'N' });
  });
});

describe('entry rules', () => {
  const rule = (Provider: string) => ({
    Name: 'r',
    RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider, Version: '1' },
    ...(Provider === 'CloudWatchAlarm' && { Configuration: { AlarmName: 'errors', WaitTime: 10 } }),
    RoleArn: 'arn',
  });
  const stages = (Rules: object[], Result = 'FAIL') =>
    pipeline([{ Name: 'Run', Actions: [action('Step')], BeforeEntry: { Conditions: [{ Result, Rules }] } }]);

  test('are read with their configuration as texts', () => {
    const [stage] = readResources(stages([rule('CloudWatchAlarm')])).model.pipelines[0]?.stages ?? [];

    expect(stage?.entryRules).toEqual([
      { name: 'r', provider: 'CloudWatchAlarm', configuration: { AlarmName: 'errors', WaitTime: '10' } },
    ]);
    const errors = {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { AlarmName: 'errors', MetricName: 'Errors' },
    };
    const rules = [rule('CloudWatchAlarm'), rule('DeploymentWindow')];
    expect(notesOn({ ...stages(rules), Errors: errors })).toEqual([]);
    expect(read()).not.toHaveProperty('stages.0.entryRules');
  });

  test.each([
    [
      stages([rule('LambdaInvoke')]),
      'S/Pipeline.Stages.Run.BeforeEntry.r: a rule of LambdaInvoke is not acted out',
    ],
    [stages([], 'SKIP'), 'S/Pipeline.Stages.Run.BeforeEntry: the result SKIP is not acted out'],
  ])('of other kinds are told', (resources, note) => {
    expect(notesOn(resources)).toEqual([note]);
  });
});

describe('what follows a failure', () => {
  const stages = (OnFailure?: object) =>
    pipeline([{ Name: 'Run', Actions: [action('Step')], ...(OnFailure && { OnFailure }) }]);
  const rollsBack = (OnFailure?: object) =>
    readResources(stages(OnFailure)).model.pipelines[0]?.stages[0]?.rollsBack;

  test('is a rollback where the stage says so', () => {
    expect([rollsBack({ Result: 'ROLLBACK' }), rollsBack()]).toEqual([true, undefined]);
    expect(notesOn(stages({ Result: 'ROLLBACK' }))).toEqual([]);
  });

  test('is told when it is another one', () => {
    expect(notesOn(stages({ Result: 'RETRY' }))).toEqual([
      'S/Pipeline.Stages.Run.OnFailure: the result RETRY is not acted out',
    ]);
  });
});

describe('what a pipeline has that is not acted out', () => {
  const typed = (Category: string, Provider: string) => ({ ActionTypeId: { Category, Provider } });
  const notes = (more: object, stage: object = {}) =>
    notesOn(pipeline([{ Name: 'Run', Actions: [action('Step', more)], ...stage }]));

  test.each([
    ['Deploy', 'CloudFormation'],
    ['Invoke', 'StepFunctions'],
    ['Build', 'Jenkins'],
    ['Compute', 'Commands'],
  ])('a %s action of %s is told', (category, provider) => {
    expect(notes(typed(category, provider))).toEqual([
      `S/Pipeline.Stages.Run.Step: ${category} action of ${provider} is not acted out`,
    ]);
  });

  test.each([
    ['Source', 'AnythingAtAll'],
    ['Approval', 'Manual'],
    ['Invoke', 'Lambda'],
    ['Test', 'CodeBuild'],
  ])('a %s action of %s is not', (category, provider) => {
    expect(notes(typed(category, provider))).toEqual([]);
  });

  test('conditions of a stage are told', () => {
    const conditions = { Conditions: [{ Result: 'ROLLBACK', Rules: [] }] };
    expect(notes({}, { OnFailure: conditions, OnSuccess: conditions })).toEqual([
      'S/Pipeline.Stages.OnFailure.Conditions: the property is not acted out',
      'S/Pipeline.Stages.OnSuccess: the property is not acted out',
    ]);
  });

  test('triggers are not told: a rehearsal starts by itself', () => {
    const more = { Triggers: [{ ProviderType: 'CodeStarSourceConnection' }] };

    expect(notesOn(pipeline([], more))).toEqual([]);
  });
});
