import type { Charge } from './charge';
import { PRICES } from './prices';
import { mentions, objectOf, resourcesOf, type Placed } from './template';

/** What the tasks of one service take while it is at rest. */
export interface FargateTasks {
  readonly tasks: number;
  readonly vcpu: number;
  readonly memoryGb: number;
  readonly arm: boolean;
}

/** The tasks that a service keeps running at the least; undefined when its task definition is elsewhere. */
export function tasksAtRest(service: Placed): FargateTasks | undefined {
  const wanted = service.properties.TaskDefinition;
  const definition = resourcesOf(service.stack, 'AWS::ECS::TaskDefinition').find(
    ({ id, properties }) => mentions(wanted, id) || (wanted !== undefined && properties.Family === wanted),
  );
  if (!definition) return undefined;
  const { Cpu, Memory, RuntimePlatform } = definition.properties;
  return {
    tasks: minimumTasks(service),
    vcpu: Number(Cpu) / 1024,
    memoryGb: Number(Memory) / 1024,
    arm: objectOf(RuntimePlatform).CpuArchitecture === 'ARM64',
  };
}

/** Charges for the tasks of an ECS service on Fargate. */
export function fargateTasks(service: Placed): Charge[] {
  const rest = tasksAtRest(service);
  if (!rest) return [{ what: 'Fargate tasks', quantity: 1, price: undefined }];
  const { tasks, arm } = rest;
  const name = arm ? 'Fargate, Arm' : 'Fargate, x86';
  return [
    {
      what: `${name}: processors`,
      quantity: tasks * rest.vcpu,
      price: arm ? PRICES.fargateArmCpu : PRICES.fargateX86Cpu,
    },
    {
      what: `${name}: memory`,
      quantity: tasks * rest.memoryGb,
      price: arm ? PRICES.fargateArmMemory : PRICES.fargateX86Memory,
    },
  ];
}

/** Autoscaling takes an idle service down to its minimum, whatever the desired count was. */
function minimumTasks({ id, properties, stack }: Placed): number {
  const target = resourcesOf(stack, 'AWS::ApplicationAutoScaling::ScalableTarget').find((candidate) =>
    mentions(candidate.properties.ResourceId, id),
  );
  return Number(target?.properties.MinCapacity ?? properties.DesiredCount ?? 1);
}
