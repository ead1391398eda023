import { releaseCost } from '../../../bench/cost/release';
import type { StackTemplate } from '../../../bench/cost/template';

const action = (Provider: string) => ({ ActionTypeId: { Provider } });

const pipeline: StackTemplate = {
  stack: 'Pipeline',
  resources: {
    Storefront: {
      Type: 'AWS::CodePipeline::Pipeline',
      Properties: {
        Name: 'shop-storefront',
        Stages: [
          { Name: 'Source', Actions: [action('CodeCommit')] },
          { Name: 'Build', Actions: [action('CodeBuild')] },
          { Name: 'sandbox', Actions: [action('Lambda'), action('CodeDeployToECS'), action('Lambda')] },
        ],
      },
    },
  },
};

function serviceStack(delivery: StackTemplate['resources'], name = 'sandbox-storefront'): StackTemplate {
  return {
    stack: name,
    resources: {
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: { Cpu: '256', Memory: '512', RuntimePlatform: { CpuArchitecture: 'ARM64' } },
      },
      Service: {
        Type: 'AWS::ECS::Service',
        Properties: { TaskDefinition: { Ref: 'Task' }, DesiredCount: 2 },
      },
      ...delivery,
    },
  };
}

const canary = serviceStack({
  Group: {
    Type: 'AWS::CodeDeploy::DeploymentGroup',
    Properties: {
      BlueGreenDeploymentConfiguration: {
        TerminateBlueInstancesOnDeploymentSuccess: { TerminationWaitTimeInMinutes: 5 },
      },
    },
  },
  Config: {
    Type: 'AWS::CodeDeploy::DeploymentConfig',
    Properties: { TrafficRoutingConfig: { TimeBasedCanary: { CanaryInterval: 10, CanaryPercentage: 10 } } },
  },
});

function quantity(stacks: readonly StackTemplate[], what: string): number | undefined {
  return releaseCost(stacks).find((line) => line.what === what)?.quantity;
}

function predefined(DeploymentConfigName: string): StackTemplate {
  return serviceStack({
    Group: { Type: 'AWS::CodeDeploy::DeploymentGroup', Properties: { DeploymentConfigName } },
  });
}

it('counts the minutes of every action, the deployment as long as the canary and the bake', () => {
  // Source 1, build 6, prepare 1, deploy 5 + 10 + 5, verify 1.
  expect(quantity([pipeline, canary], 'Pipeline actions')).toBe(29);
});

it('counts the minutes of the build', () => {
  expect(quantity([pipeline, canary], 'Build')).toBe(6);
});

it('counts a second set of tasks for as long as the deployment takes', () => {
  // Two tasks of a quarter processor for twenty minutes.
  expect(quantity([pipeline, canary], 'Second set of tasks: processors')).toBeCloseTo((2 * 0.25 * 20) / 60);
  expect(quantity([pipeline, canary], 'Second set of tasks: memory')).toBeCloseTo((2 * 0.5 * 20) / 60);
});

it('takes the stack of the same service only', () => {
  const other = { ...canary, stack: 'sandbox-catalog' };
  expect(quantity([pipeline, other], 'Second set of tasks: memory')).toBeUndefined();
});

it('reads the configurations that AWS has ready', () => {
  const ready = predefined('CodeDeployDefault.ECSCanary10Percent15Minutes');
  expect(quantity([pipeline, ready], 'Pipeline actions')).toBe(9 + 5 + 15);
});

it('needs no time for the shift when all traffic moves at once', () => {
  const atOnce = predefined('CodeDeployDefault.ECSAllAtOnce');
  expect(quantity([pipeline, atOnce], 'Pipeline actions')).toBe(9 + 5);
});

it('takes a rolling service by the time that its tasks take', () => {
  expect(quantity([pipeline, serviceStack({})], 'Pipeline actions')).toBe(9 + 5);
});

it('multiplies by the unit prices', () => {
  const lines = releaseCost([pipeline, canary]);
  expect(lines.map(({ what, usd }) => [what, Number(usd.toFixed(4))])).toEqual([
    ['Pipeline actions', 0.058],
    ['Build', 0.0204],
    ['Second set of tasks: processors', 0.0054],
    ['Second set of tasks: memory', 0.0012],
  ]);
});

it('finds no release where there is no pipeline', () => {
  expect(releaseCost([canary])).toEqual([]);
});
