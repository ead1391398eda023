import type { Construct } from 'constructs';
import type { Environment } from '../config/schema';
import type { ObservedService } from '../observability/observed-service';
import { ProjectStack } from './project-stack';
import type { ProjectStackProps } from './project-stack';

export interface ObservabilityStackProps extends ProjectStackProps {
  /** Name of the project. */
  readonly project: string;
  readonly environment: Environment;
  /** The services of the environment. */
  readonly services: readonly ObservedService[];
}

/** What people see of one environment: alarms that page, dashboards, traces, saved queries. */
export class ObservabilityStack extends ProjectStack {
  constructor(
    scope: Construct,
    id: string,
    { project, environment, services, ...props }: ObservabilityStackProps,
  ) {
    super(scope, id, props);
    void project;
    void environment;
    void services;
  }
}
