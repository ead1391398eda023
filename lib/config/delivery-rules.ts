import { plannedMinutes, shiftMinutes, trafficPlan } from '../delivery/plan';
import { CODE_DEPLOY_LIMITS, ECS_LIMITS } from './delivery-limits';
import type { Problem } from './rules';
import type { Delivery, Service } from './schema';

/** What the delivery of a service contradicts: its exposure, its task counts, or the limits of its controller. */
export function deliveryRules(service: Service, path: string): Problem[] {
  const { delivery } = service;
  return [
    ...exposureRules(service, path),
    ...(delivery.kind === 'rolling'
      ? roomRules(delivery, service.scaling, path)
      : limitRules(delivery, path)),
  ];
}

function exposureRules({ exposure, delivery }: Service, path: string): Problem[] {
  if (exposure === 'public' || delivery.kind === 'rolling') return [];
  const message = `allowed for an internal service: 'rolling'; fix: '${delivery.kind}' shifts traffic at a load balancer, so make the service public or its delivery rolling`;
  return [{ path: `${path}.kind`, got: delivery.kind, message }];
}

/** Everything but rolling: what each controller can do. */
type Shifting = Exclude<Delivery, { kind: 'rolling' }>;

function limitRules(delivery: Shifting, path: string): Problem[] {
  return delivery.controller === 'ecs' ? ecsRules(delivery, path) : codeDeployRules(delivery, path);
}

function ecsRules(delivery: Shifting, path: string): Problem[] {
  const problems: Problem[] = [];
  if (delivery.kind === 'linear' && delivery.percent < ECS_LIMITS.linearPercent) {
    const message = `allowed with controller 'ecs': a whole number from ${ECS_LIMITS.linearPercent} to 99 percent; fix: take larger steps, or controller 'code-deploy'`;
    problems.push({ path: `${path}.percent`, got: delivery.percent, message });
  }
  const minutes = plannedMinutes(trafficPlan(delivery));
  if (minutes > ECS_LIMITS.waitMinutes) {
    const message = `allowed with controller 'ecs': ${ECS_LIMITS.waitMinutes} minutes for all steps and bakeMinutes together, because the pipeline's ECS action ends after 60; fix: shorten the waits, or take controller 'code-deploy'`;
    problems.push({ path, got: `${minutes} minutes`, message });
  }
  return problems;
}

function codeDeployRules(delivery: Shifting, path: string): Problem[] {
  const minutes = shiftMinutes(trafficPlan(delivery).steps);
  if (minutes <= CODE_DEPLOY_LIMITS.shiftMinutes) return [];
  const message = `allowed: ${CODE_DEPLOY_LIMITS.shiftMinutes} minutes from the first step to the last; fix: take larger steps or shorter intervals`;
  return [{ path, got: `${minutes} minutes`, message }];
}

/**
 * A rolling update needs room to start a task or leave to stop one, at every number of tasks. ECS rounds the
 * minimum up and the maximum down, so that with few tasks both may round to the same number, and nothing moves.
 */
function roomRules(
  { minHealthyPercent, maxPercent }: Extract<Delivery, { kind: 'rolling' }>,
  { minTasks, maxTasks }: Service['scaling'],
  path: string,
): Problem[] {
  for (let tasks = minTasks; tasks <= maxTasks; tasks += 1) {
    const most = Math.floor((tasks * maxPercent) / 100);
    const least = Math.ceil((tasks * minHealthyPercent) / 100);
    if (most <= tasks && least >= tasks) {
      const message = `allowed with ${tasks} task${tasks === 1 ? '' : 's'} and minHealthyPercent ${minHealthyPercent}: ${Math.ceil(100 + 100 / tasks)} or more, or nothing can start or stop; fix: raise maxPercent or lower minHealthyPercent`;
      return [{ path: `${path}.maxPercent`, got: maxPercent, message }];
    }
  }
  return [];
}
