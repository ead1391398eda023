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

  it.each(['0.0', '0', '"0.0"', "'0'"])('takes the version %s', (version) => {
    expect(readAppSpec(GOOD.replace('0.0', version), 'arn').containerName).toBe('app');
  });

  it.each(['8080', '"8080"', "'8080'"])('takes the port %s', (port) => {
    expect(readAppSpec(GOOD.replace('8080', port), 'arn').containerPort).toBe(8080);
  });

  it('takes a port of a JSON document as number and as text', () => {
    for (const port of [80, '80']) {
      const properties = {
        TaskDefinition: '<TASK_DEFINITION>',
        LoadBalancerInfo: { ContainerName: 'a', ContainerPort: port },
      };
      const resources = [{ TargetService: { Type: 'AWS::ECS::Service', Properties: properties } }];
      const text = JSON.stringify({ version: '0.0', Resources: resources, Hooks: [] });
      expect(readAppSpec(text, 'arn').containerPort).toBe(80);
    }
  });

  it.each([
    GOOD.replace('<TASK_DEFINITION>', 'arn:web:1'),
    `# <TASK_DEFINITION> is filled in by CodePipeline.\n${GOOD.replace('<TASK_DEFINITION>', 'arn:web:1')}`,
  ])('gives back a revision that stands in place of the placeholder', (template) => {
    expect(readAppSpec(template, 'arn:web:7').taskDefinition).toBe('arn:web:1');
  });

  it.each([
    [
      'another resource',
      GOOD.replace('AWS::ECS::Service', 'AWS::Lambda::Function'),
      'Resources.0.TargetService.Type',
    ],
    ['a port that is none', GOOD.replace('8080', 'http'), 'LoadBalancerInfo.ContainerPort'],
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
    const template = GOOD.replace('ContainerName: app, ', '').replace('AWS::ECS::Service', 'x');
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
