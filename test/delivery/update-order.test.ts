import type { TemplateData } from '../shared/assembly';
import { changeOf } from '../shared/replacement';
import { serviceTemplate } from './service-template';

/** Every kind of strategy, by each controller that has it. */
const FORMS = ['all-at-once', 'blue-green', 'canary:10%/5m', 'linear:10%/1m'];
const STRATEGIES = [...FORMS, ...FORMS.map((form) => `ecs/${form}`), 'rolling'];
const PAIRS = STRATEGIES.flatMap((from) =>
  STRATEGIES.filter((to) => to !== from).map((to) => [from, to] as const),
);
const templates = new Map(STRATEGIES.map((strategy) => [strategy, serviceTemplate(strategy)]));

function templateOf(strategy: string): TemplateData {
  return templates.get(strategy) ?? { Resources: {} };
}

/** What AWS makes network interfaces for and takes long to remove them from, with the groups and logs beside. */
function inTheNetwork({ Resources }: TemplateData): string[] {
  return Object.entries(Resources)
    .filter(
      ([, { Type, Properties }]) =>
        Properties?.VpcConfig !== undefined ||
        /^AWS::(?:EC2::(?:SecurityGroup|VPCEndpoint|NetworkInterface)|ElasticLoadBalancingV2::LoadBalancer|Lambda::Function|Logs::LogGroup)$/.test(
          Type,
        ),
    )
    .map(([id]) => id)
    .sort();
}

describe.each(PAIRS)('from %s to %s', (from, to) => {
  const before = templateOf(from);
  const after = templateOf(to);

  it('no function, no security group and no log comes or goes, and no function is made anew', () => {
    expect(inTheNetwork(after)).toEqual(inTheNetwork(before));
    const { replaced } = changeOf(before, after);
    expect(replaced.filter((part) => /^AWS::(?:Lambda::Function|EC2::SecurityGroup)\./.test(part))).toEqual(
      [],
    );
  });
});
