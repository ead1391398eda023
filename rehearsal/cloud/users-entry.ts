import type { JourneyStep } from '../../app/shared/journey';
import { isProductionListener } from '../listeners';
import type { ServiceModel, TargetGroupModel } from '../model';
import { urlPath } from './ecs/container-health';
import type { Environment } from './environment';
import { FRONT_PAGE } from './journey';

/** The service that the load reaches: the one behind the entry, else the rehearsed one itself. */
export function entryService({
  services,
  loadBalancers,
  entryListenerArn,
  rehearsed,
}: Environment): ServiceModel {
  const listener = loadBalancers
    .flatMap(({ listeners }) => listeners)
    .find(({ arn }) => arn === entryListenerArn);
  const behind = services.find((service) => listener && isProductionListener(listener, service));
  return behind ?? rehearsed;
}

/** What the users ask for: what the service declares, else its front page and the path of its health checks. */
export function journeyOf(environment: Environment): readonly JourneyStep[] {
  const entry = entryService(environment);
  const { healthCheck, containerPort } = entry.task;
  const own = healthCheck && urlPath(healthCheck.command, containerPort);
  const paths = [entryGroup(environment)?.healthCheck.path ?? own ?? '/'];
  return entry.journey ?? [...new Set(['/', ...paths])].map((path) => ({ ...FRONT_PAGE, path }));
}

/** The target group whose health checks decide about the tasks that the load reaches. */
export function entryGroup(environment: Environment): TargetGroupModel | undefined {
  const { targetGroupArns } = entryService(environment);
  return environment.loadBalancers
    .flatMap(({ targetGroups }) => targetGroups)
    .find(({ arn }) => targetGroupArns.includes(arn));
}
