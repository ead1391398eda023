import type { ListenerModel, ServiceModel } from './model';

/** ARNs of the target groups that a listener can send a request to before any release. */
export function groupsOfListener({ targetGroupArn, rules = [] }: ListenerModel): string[] {
  const ruled = rules.flatMap(({ targets }) => targets.map((target) => target.targetGroupArn));
  return targetGroupArn === undefined ? ruled : [targetGroupArn, ...ruled];
}

/** Whether the users of a service come in through this listener. */
export function isProductionListener(listener: ListenerModel, service: ServiceModel): boolean {
  const { codeDeploy, native, targetGroupArns } = service;
  if (codeDeploy !== undefined) return listener.arn === codeDeploy.productionListenerArn;
  if (native !== undefined) return isRouteOf(listener, native.productionRuleArn);
  return groupsOfListener(listener).some((arn) => targetGroupArns.includes(arn));
}

/** Whether the ARN is that of the listener or of one of its rules. */
function isRouteOf({ arn, rules = [] }: ListenerModel, routeArn: string): boolean {
  return arn === routeArn || rules.some((rule) => rule.arn === routeArn);
}

/** ARNs of every target group that the tasks of a service may be registered with. */
export function groupsOfService({ targetGroupArns, codeDeploy, native }: ServiceModel): string[] {
  const pairs = [codeDeploy, native].flatMap((pair) =>
    pair === undefined ? [] : [pair.blueTargetGroupArn, pair.greenTargetGroupArn],
  );
  return [...new Set([...targetGroupArns, ...pairs])];
}
