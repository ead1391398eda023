import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Delivery } from '../../../lib/config/schema';
import type { ShownPlace } from '../../../lib/observability/dashboards/shown-service';
import type { PlacedWidget } from '../../../lib/observability/dashboards/widget';
import {
  businessCounts,
  colourSignals,
  entrySignals,
  serviceSignals,
  taskSaturation,
} from '../../../lib/observability/golden-signals';
import type { ObservedService } from '../../../lib/observability/observed-service';
import { countsOf } from '../../../lib/observability/service-counts';
import { testService } from '../../shared/test-config';

export const place: ShownPlace = {
  project: 'shop',
  environment: 'sandbox',
  region: 'eu-west-1',
  alarmArn: (name) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`,
};

/** A service behind a load balancer, with metrics of the functions that the stacks use. */
export function publicService(delivery?: Delivery): ObservedService {
  const balancer = { loadBalancerFullName: 'app/entry/1' } as elbv2.ApplicationLoadBalancer;
  const group = (colour: string) =>
    colourSignals(balancer, {
      targetGroupFullName: `targetgroup/${colour}/1`,
    } as elbv2.ApplicationTargetGroup);
  return {
    ...common('storefront', delivery),
    url: 'http://shop.example.com',
    signals: entrySignals(balancer),
    colours: { blue: group('blue'), green: group('green') },
  };
}

/** A service that only others call. */
export function internalService(): ObservedService {
  const catalog = common('catalog');
  return { ...catalog, url: 'http://catalog.internal:8080', signals: catalog.own, colours: {} };
}

function common(name: string, delivery?: Delivery) {
  const running = { cluster: { clusterName: 'cluster' }, serviceName: `${name}-service` };
  return {
    name: `shop-sandbox-${name}`,
    service: testService(name, delivery ? { delivery } : {}),
    own: serviceSignals(name, 'sandbox'),
    counts: businessCounts(name, 'sandbox', countsOf(name)),
    saturation: taskSaturation(running as ecs.FargateService),
    logGroupName: `/shop/${name}`,
    rollbackAlarmNames: [`shop-sandbox-${name}-errors`, `shop-sandbox-${name}-latency`],
    feltByUsers: [],
  };
}

/** Titles of the widgets, and the words of those that only say something, from the top to the bottom. */
export function titles(widgets: readonly PlacedWidget[]): string[] {
  return widgets.map(({ properties }) => String(properties.title ?? properties.markdown));
}
