import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { deliverySchema } from '../../lib/config/delivery-schema';
import type { BoundDelivery } from '../../lib/delivery/delivery-method';
import { ReleaseChecks } from '../../lib/delivery/release-checks';
import { DeliveryStrategy } from '../../lib/delivery/strategy';
import { parseStrategy } from '../../lib/delivery/strategy-text';
import type { InternalService } from '../../lib/service/internal-service';
import { WebService } from '../../lib/service/web-service';
import type { Resource, TemplateData } from '../shared/assembly';
import { testRunning } from '../shared/platform';
import { testApp } from '../shared/synth';

/** A service with its strategy, alone in a stack. */
export interface Bound {
  readonly stack: Stack;
  readonly bound: BoundDelivery;
  readonly template: Template;
  /** The resources of a type, by logical id. */
  readonly ofType: (type: string) => Readonly<Record<string, Resource>>;
  /** The properties of the one resource of a type. */
  readonly only: (type: string) => Readonly<Record<string, unknown>>;
}

/** The strategy that a text such as `ecs/canary:10%/5m` stands for. */
export function strategyOf(text: string): DeliveryStrategy {
  return DeliveryStrategy.fromConfig(deliverySchema.parse(parseStrategy(text)));
}

/** Binds a strategy to storefront, or to catalog when that is what `kind` is made for. */
export function bind(
  text: string,
  kind: typeof WebService | typeof InternalService = WebService,
  shape: typeof WebService | typeof InternalService = kind,
): Bound {
  const stack = new Stack(testApp(), 'Test', { env: { region: 'us-east-1' } });
  const name = kind === WebService ? 'storefront' : 'catalog';
  const strategy = strategyOf(text);
  const props = testRunning(stack, name, strategy.deployment);
  const running = new shape(stack, 'Service', props);
  const checks = new ReleaseChecks(stack, 'Verification', {
    platform: props.platform,
    running,
    checks: [{ path: '/ready' }],
    releaseParameterName: props.task.released.parameterName,
    logRetention: 7,
  });
  const bound = strategy.bind(stack, { name: `shop-sandbox-${name}`, running, task: props.task, checks });
  const template = Template.fromStack(stack);
  const ofType = (type: string): Record<string, Resource> =>
    template.findResources(type) as Record<string, Resource>;
  const only = (type: string): Readonly<Record<string, unknown>> => {
    const [found, ...more] = Object.values(ofType(type));
    if (!found || more.length > 0) throw new Error(`there is not exactly one ${type}`);
    return found.Properties ?? {};
  };
  return { stack, bound, template, ofType, only };
}

/** The template of `bound`, as plain data. */
export function dataOf({ template }: Bound): TemplateData {
  return template.toJSON() as TemplateData;
}
