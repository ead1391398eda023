import type { TemplateData } from '../shared/assembly';
import { neededBy } from '../shared/dependencies';
import { changeOf } from '../shared/replacement';
import { testService } from '../shared/test-config';
import { serviceTemplate } from './service-template';

/** One strategy of each mover, and others of the same mover. */
const STRATEGIES = {
  'code-deploy': ['canary:10%/5m', 'linear:10%/7m/bake 9m'],
  'ecs-shift': ['ecs/canary:10%/5m', 'ecs/blue-green/bake 9m'],
  'ecs-rolling': ['rolling', 'rolling/min 50%/max 150%'],
} as const;
type Mover = keyof typeof STRATEGIES;
const MOVERS = Object.keys(STRATEGIES) as Mover[];

const templates = new Map(
  Object.values(STRATEGIES)
    .flat()
    .map((strategy) => [strategy, serviceTemplate(strategy)]),
);

function templateOf(strategy: (typeof STRATEGIES)[Mover][number]): TemplateData {
  return templates.get(strategy) ?? { Resources: {} };
}

/** Logical id and properties of the ECS service. */
function serviceOf({ Resources }: TemplateData): [string, Readonly<Record<string, unknown>>] {
  const [found] = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::ECS::Service');
  return [found?.[0] ?? '', found?.[1].Properties ?? {}];
}

const without = (parts: readonly string[], pattern: RegExp) => parts.filter((part) => !pattern.test(part));

/** What asks for the live traffic has a copy of what it guards, so it changes with it. */
const GUARD = 'Custom::LiveTraffic.Watched';

describe('with the same mover', () => {
  it('CodeDeploy only gets another configuration', () => {
    const [from, to] = STRATEGIES['code-deploy'];
    const change = changeOf(templateOf(from), templateOf(to));
    expect(change).toEqual({
      added: [expect.stringMatching(/^DeliveryConfig/)],
      removed: [],
      updated: [
        'AWS::CodeDeploy::DeploymentGroup.BlueGreenDeploymentConfiguration',
        'AWS::CodeDeploy::DeploymentGroup.DeploymentConfigName',
      ],
      replaced: [],
    });
  });

  it.each(['ecs-shift', 'ecs-rolling'] as const)('%s only changes the service, where it is', (mover) => {
    const [from, to] = STRATEGIES[mover];
    expect(changeOf(templateOf(from), templateOf(to))).toEqual({
      added: [],
      removed: [],
      updated: ['AWS::ECS::Service.DeploymentConfiguration', GUARD],
      replaced: [],
    });
  });
});

describe.each(MOVERS.flatMap((from) => MOVERS.filter((to) => to !== from).map((to) => [from, to] as const)))(
  'from %s to %s',
  (from, to) => {
    const before = templateOf(STRATEGIES[from][0]);
    const after = templateOf(STRATEGIES[to][0]);
    const change = changeOf(before, after);

    it('there is another service, so that the old one serves until the new one does', () => {
      expect(change.added).toContain(serviceOf(after)[0]);
      expect(change.removed).toContain(serviceOf(before)[0]);
    });

    it('both are in the blue target group, so the new tasks join the old ones', () => {
      const blue = [before, after].map((template) => {
        const [target] = serviceOf(template)[1].LoadBalancers as { TargetGroupArn: { Ref: string } }[];
        return target?.TargetGroupArn.Ref;
      });
      expect(blue[0]).toMatch(/^ServiceEntryBlue/);
      expect(blue[1]).toBe(blue[0]);
    });

    it('only what scales the service is made anew, and the task definition', () => {
      expect(change.replaced).toEqual([
        'AWS::ApplicationAutoScaling::ScalableTarget.ResourceId',
        'AWS::ECS::TaskDefinition.ContainerDefinitions',
      ]);
    });

    it('the new service starts after the new revision of the task definition, which has the released image', () => {
      expect(waitsFor(after, serviceOf(after)[0], 'AWS::ECS::TaskDefinition')).toBe(true);
      expect(releasedImageIn(after)).toEqual({
        Ref: expect.stringMatching(/^SsmParameterValue.*image/) as string,
      });
    });

    it('the load balancer, its target groups and its listeners stay, and only actions are written', () => {
      expect(without(change.added, /Rule/).filter((id) => /Entry(?!.*SecurityGroup)/.test(id))).toEqual([]);
      expect(without(change.removed, /Rule/).filter((id) => /Entry(?!.*SecurityGroup)/.test(id))).toEqual([]);
      expect(without(change.updated, /^AWS::ElasticLoadBalancingV2::Listener\.DefaultActions$/)).toEqual(
        change.updated.filter((part) => !part.startsWith('AWS::ElasticLoadBalancingV2')),
      );
    });

    it('the guard is told of the old and the new mover, so that it can refuse while green is live', () => {
      const moverIn = ({ Resources }: TemplateData) =>
        Object.values(Resources).find(({ Type }) => Type === 'Custom::LiveTraffic')?.Properties?.Mover;
      expect([moverIn(before), moverIn(after)]).toEqual([from, to]);
      expect(change.updated).toContain('Custom::LiveTraffic.Mover');
    });

    it('the new service begins with all its tasks when their number is fixed, and else with the one of ECS', () => {
      const scaling = { ...testService('storefront').scaling, minTasks: 6, maxTasks: 6 };
      const fixed = serviceTemplate(STRATEGIES[to][0], { service: { scaling } });
      expect(serviceOf(fixed)[1].DesiredCount).toBe(6);
      // CloudFormation would write a number again with each change of the service, over what the scaling has chosen.
      expect(serviceOf(after)[1]).not.toHaveProperty('DesiredCount');
    });

    it('nothing that sends users anywhere is written before the guard has been asked', () => {
      const routes = Object.entries(after.Resources).filter(([, { Type }]) =>
        /^AWS::ElasticLoadBalancingV2::Listener/.test(Type),
      );
      expect(routes).toHaveLength(to === 'ecs-shift' ? 4 : 2);
      for (const [id] of routes) expect([id, waitsFor(after, id, 'Custom::LiveTraffic')]).toEqual([id, true]);
    });

    it('the new service comes after the guard, and a rule goes after the service that it belongs to', () => {
      expect(waitsFor(after, serviceOf(after)[0], 'Custom::LiveTraffic')).toBe(true);
      const rules = change.removed.filter((id) => /ProductionRule|TestRule/.test(id));
      expect(rules).toHaveLength(from === 'ecs-shift' ? 2 : 0);
      for (const rule of rules) expect(JSON.stringify(serviceOf(before)[1])).toContain(`"${rule}"`);
    });
  },
);

function releasedImageIn({ Resources }: TemplateData): unknown {
  const [task] = Object.values(Resources).filter(({ Type }) => Type === 'AWS::ECS::TaskDefinition');
  return (task?.Properties?.ContainerDefinitions as { Image: unknown }[])[0]?.Image;
}

/** Whether CloudFormation makes `id` after the resource of type `type`, directly or through others. */
function waitsFor(template: TemplateData, id: string, type: string): boolean {
  return [...neededBy(template, id)].some((needed) => template.Resources[needed]?.Type === type);
}
