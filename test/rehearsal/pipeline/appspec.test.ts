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
  ])('refuses %s', (_what, template, message) => expect(() => readAppSpec(template, 'arn')).toThrow(message));
});
