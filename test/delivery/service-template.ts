import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { deliverySchema } from '../../lib/config/delivery-schema';
import type { Environment, Service } from '../../lib/config/schema';
import { parseStrategy } from '../../lib/delivery/strategy-text';
import { ServiceStack } from '../../lib/stacks/service-stack';
import type { TemplateData } from '../shared/assembly';
import { testPlatform } from '../shared/platform';
import { testApp } from '../shared/synth';
import { testEnvironment, testService } from '../shared/test-config';

/** What a template is asked for beside its strategy. */
export interface TemplateChanges {
  readonly name?: string;
  readonly service?: Partial<Service>;
  readonly environment?: Partial<Environment>;
}

/** The template of a service with a strategy; each in an app of its own, because ids tell where a stack is. */
export function serviceTemplate(strategy: string, changes: TemplateChanges = {}): TemplateData {
  const app = testApp();
  const env = { region: 'us-east-1' };
  const shared = new Stack(app, 'Shared', { env });
  const stack = new ServiceStack(app, 'Service', {
    env,
    description: 'A service',
    project: 'shop',
    environment: testEnvironment(changes.environment),
    platform: testPlatform(shared),
    repository: new ecr.Repository(shared, 'Images'),
    placeholder: new ecr.Repository(shared, 'Placeholder'),
    service: testService(changes.name ?? 'storefront', {
      delivery: deliverySchema.parse(parseStrategy(strategy)),
      ...changes.service,
    }),
  });
  return Template.fromStack(stack).toJSON() as TemplateData;
}
