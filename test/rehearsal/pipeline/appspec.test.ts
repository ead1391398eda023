import { readAppSpec } from '../../../rehearsal/pipeline/appspec';

const GOOD = `version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: <TASK_DEFINITION>
        LoadBalancerInfo: { ContainerName: app, ContainerPort: 8080 }
Hooks:
  - BeforeAllowTraffic: second
  - AfterAllowTestTraffic: first
`;

describe('readAppSpec', () => {
  it('puts the revision in place of the placeholder and reads container and hooks', () => {
    expect(readAppSpec(GOOD, 'arn:web:7')).toEqual({
      taskDefinition: 'arn:web:7',
      containerName: 'app',
      containerPort: 8080,
      hooks: { AfterAllowTestTraffic: 'first', BeforeAllowTraffic: 'second' },
    });
  });

  it('reads JSON too, and does without hooks', () => {
    const properties = {
      TaskDefinition: '<TASK_DEFINITION>',
      LoadBalancerInfo: { ContainerName: 'a', ContainerPort: 1 },
    };
    const resources = [{ TargetService: { Type: 'AWS::ECS::Service', Properties: properties } }];
    expect(readAppSpec(JSON.stringify({ version: 0, Resources: resources }), 'arn').hooks).toEqual({});
  });

  it.each([
    [
      'a literal revision',
      GOOD.replace('<TASK_DEFINITION>', 'arn:web:1'),
      'has no <TASK_DEFINITION> placeholder',
    ],
    [
      'a literal revision under a comment that names the placeholder',
      `# <TASK_DEFINITION> is filled in by CodePipeline.\n${GOOD.replace('<TASK_DEFINITION>', 'arn:web:1')}`,
      'has no <TASK_DEFINITION> placeholder',
    ],
    [
      'another resource',
      GOOD.replace('AWS::ECS::Service', 'AWS::Lambda::Function'),
      'Resources.0.TargetService.Type',
    ],
    ['a port that is a text', GOOD.replace('8080', '"8080"'), 'LoadBalancerInfo.ContainerPort'],
    [
      'an event without hooks',
      GOOD.replace('BeforeAllowTraffic', 'Install'),
      'hooks for unknown events: Install',
    ],
    ['no resource', 'Resources: [] # <TASK_DEFINITION>\nversion: 0.0', 'Resources: '],
    [
      'two services',
      `${GOOD.split('Hooks')[0] ?? ''}${GOOD.split('\n').slice(2, 7).join('\n')}`,
      'Resources: ',
    ],
    ['another version', GOOD.replace('version: 0.0', 'version: 1.0'), 'version: '],
    ['a hook without a function', GOOD.replace(' second', ''), 'Hooks.0.BeforeAllowTraffic'],
    ['no container', GOOD.replace('ContainerName: app, ', ''), 'LoadBalancerInfo.ContainerName'],
    ['what is no YAML', '<TASK_DEFINITION>: [a\nb: ]', 'the AppSpec is not YAML: '],
    ['a text', 'use <TASK_DEFINITION>', 'document: '],
  ])('refuses %s', (_what, template, message) => {
    const read = (): unknown => readAppSpec(template, 'arn');
    expect(read).toThrow(message);
    expect(read).not.toThrow('\n');
  });

  it('names every problem at once', () => {
    const template = GOOD.replace('app, ', '1, ').replace('AWS::ECS::Service', 'x');
    expect(() => readAppSpec(template, 'arn')).toThrow(/TargetService\.Type: .*; .*ContainerName: /);
  });

  it.each([
    'BeforeInstall',
    'AfterInstall',
    'AfterAllowTestTraffic',
    'BeforeAllowTraffic',
    'AfterAllowTraffic',
  ])('knows the event %s', (event) => {
    const hooks = readAppSpec(GOOD.replace(/Hooks:[^]*/, `Hooks: [{ ${event}: f }]`), 'arn').hooks;
    expect(hooks).toEqual({ [event]: 'f' });
  });
});
