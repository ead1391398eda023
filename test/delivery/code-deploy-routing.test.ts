import { Stack } from 'aws-cdk-lib';
import { deliverySchema } from '../../lib/config/delivery-schema';
import { deploymentConfig } from '../../lib/delivery/code-deploy-routing';
import { trafficPlan } from '../../lib/delivery/plan';
import { parseStrategy } from '../../lib/delivery/strategy-text';

/** Name of the configuration that CodeDeploy is given, and how many configurations were made for it. */
function configOf(text: string): [string, number] {
  const stack = new Stack();
  const delivery = deliverySchema.parse(parseStrategy(text));
  if (delivery.kind === 'rolling') throw new Error('CodeDeploy has no rolling update');
  const config = deploymentConfig(stack, delivery.kind, trafficPlan(delivery));
  return [config.deploymentConfigName, stack.node.children.length];
}

it.each([
  ['all-at-once', 'AllAtOnce'],
  ['blue-green', 'AllAtOnce'],
  ['blue-green/bake 60m', 'AllAtOnce'],
  ['canary:10%/5m', 'Canary10Percent5Minutes'],
  ['canary:10%/15m/bake 0m', 'Canary10Percent15Minutes'],
  ['linear:10%/1m', 'Linear10PercentEvery1Minutes'],
  ['linear:10%/3m', 'Linear10PercentEvery3Minutes'],
])('%s is %s, which every account has', (text, name) => {
  expect(configOf(text)).toEqual([`CodeDeployDefault.ECS${name}`, 0]);
});

it.each([
  'canary:10%/1m',
  'canary:10%/3m',
  'canary:11%/5m',
  'linear:10%/5m',
  'linear:10%/15m',
  'linear:50%/1m',
])('%s is made, because nothing that AWS has fits exactly', (text) => {
  const [name, made] = configOf(text);
  expect(made).toBe(1);
  expect(name).not.toMatch(/^CodeDeployDefault/);
});
