import { tasksAtRest } from './fargate';
import { PRICES, type Price } from './prices';
import { listOf, objectOf, resourcesOf, type Placed, type StackTemplate } from './template';

/** One part of what a release of one service costs. */
export interface ReleaseLine {
  /** Name of the pipeline. */
  readonly pipeline: string;
  readonly what: string;
  readonly quantity: number;
  readonly price: Price;
  readonly usd: number;
}

/** Minutes that nobody can read from a template; estimates on the high side. */
const ASSUMED_MINUTES = {
  build: 6,
  /** Until new tasks run and are healthy, and until the old ones are gone. */
  startAndStop: 5,
  /** Every other action: CodePipeline charges whole minutes. */
  other: 1,
} as const;

/** What one release costs, for each pipeline of the stacks, allowances not subtracted. */
export function releaseCost(stacks: readonly StackTemplate[]): ReleaseLine[] {
  return stacks
    .flatMap((stack) => resourcesOf(stack, 'AWS::CodePipeline::Pipeline'))
    .flatMap((pipeline) => ofPipeline(pipeline, stacks));
}

function ofPipeline({ id, properties }: Placed, stacks: readonly StackTemplate[]): ReleaseLine[] {
  const pipeline = typeof properties.Name === 'string' ? properties.Name : id;
  const line = (what: string, quantity: number, price: Price): ReleaseLine => ({
    pipeline,
    what,
    quantity,
    price,
    usd: quantity * price.usd,
  });
  const stages = listOf(properties.Stages).map((stage) => {
    const target = stackOf(pipeline, String(stage.Name), stacks);
    const deploy = target ? deployMinutes(target) : ASSUMED_MINUTES.startAndStop;
    return { target, deploy, providers: listOf(stage.Actions).map(providerOf) };
  });
  const minutes = stages.flatMap(({ providers, deploy }) =>
    providers.map((name) => actionMinutes(name, deploy)),
  );
  const builds = stages.flatMap(({ providers }) => providers.filter((name) => name === 'CodeBuild')).length;
  return [
    line(
      'Pipeline actions',
      minutes.reduce((sum, part) => sum + part, 0),
      PRICES.pipelineMinute,
    ),
    line('Build', builds * ASSUMED_MINUTES.build, PRICES.buildMinuteArm),
    ...stages.flatMap(({ target, deploy }) => (target ? secondSet(target, deploy, line) : [])),
  ];
}

function providerOf(action: Readonly<Record<string, unknown>>): string {
  return String(objectOf(action.ActionTypeId).Provider);
}

function actionMinutes(provider: string, deploy: number): number {
  if (provider === 'CodeBuild') return ASSUMED_MINUTES.build;
  if (provider === 'CodeDeployToECS' || provider === 'ECS') return deploy;
  // People take their time for nothing.
  return provider === 'Manual' ? 0 : ASSUMED_MINUTES.other;
}

/** A stage is named after its environment, a pipeline ends in the service, a stack joins the two. */
function stackOf(
  pipeline: string,
  stage: string,
  stacks: readonly StackTemplate[],
): StackTemplate | undefined {
  return stacks.find(({ stack }) => {
    return stack.startsWith(`${stage}-`) && pipeline.endsWith(stack.slice(stage.length));
  });
}

function deployMinutes(stack: StackTemplate): number {
  const [group] = resourcesOf(stack, 'AWS::CodeDeploy::DeploymentGroup');
  if (!group) return ASSUMED_MINUTES.startAndStop;
  const blueGreen = objectOf(group.properties.BlueGreenDeploymentConfiguration);
  const end = objectOf(blueGreen.TerminateBlueInstancesOnDeploymentSuccess);
  const bake = Number(end.TerminationWaitTimeInMinutes ?? 0);
  return ASSUMED_MINUTES.startAndStop + shiftMinutes(stack, group) + bake;
}

function shiftMinutes(stack: StackTemplate, group: Placed): number {
  const [own] = resourcesOf(stack, 'AWS::CodeDeploy::DeploymentConfig');
  const routing = objectOf(own?.properties.TrafficRoutingConfig);
  const interval = objectOf(routing.TimeBasedCanary).CanaryInterval;
  const predefined = /Percent(\d+)Minutes$/.exec(String(group.properties.DeploymentConfigName));
  return Number(interval ?? predefined?.[1] ?? 0);
}

type MakeLine = (what: string, quantity: number, price: Price) => ReleaseLine;

/** While a release runs, old and new tasks run side by side. */
function secondSet(stack: StackTemplate, minutes: number, line: MakeLine): ReleaseLine[] {
  const [service] = resourcesOf(stack, 'AWS::ECS::Service');
  const rest = service && tasksAtRest(service);
  if (!rest) return [];
  const hours = (rest.tasks * minutes) / 60;
  const { fargateArmCpu, fargateArmMemory, fargateX86Cpu, fargateX86Memory } = PRICES;
  return [
    line('Second set of tasks: processors', hours * rest.vcpu, rest.arm ? fargateArmCpu : fargateX86Cpu),
    line(
      'Second set of tasks: memory',
      hours * rest.memoryGb,
      rest.arm ? fargateArmMemory : fargateX86Memory,
    ),
  ];
}
