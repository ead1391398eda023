import { CfnOutput } from 'aws-cdk-lib';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import type { Construct } from 'constructs';
import type { Environment, Service } from '../config/schema';
import { ReleaseChecks } from '../delivery/release-checks';
import type { ReleaseTarget } from '../delivery/release-target';
import { checksOf } from '../delivery/service-checks';
import { DeliveryStrategy } from '../delivery/strategy';
import { observeService } from '../observability/observe-service';
import type { ObservedService } from '../observability/observed-service';
import { releaseGate } from '../pipeline/release-gate';
import { InternalService } from '../service/internal-service';
import { tellJourney } from '../service/journey-metadata';
import type { Platform } from '../service/platform';
import type { RunningService } from '../service/running-service';
import { ServiceTask } from '../service/service-task';
import { WebService } from '../service/web-service';
import { deployedServiceName, releaseParameterName } from '../shared/names';
import { ProjectStack } from './project-stack';
import type { ProjectStackProps } from './project-stack';

export interface ServiceStackProps extends ProjectStackProps {
  /** Name of the project. */
  readonly project: string;
  readonly environment: Environment;
  readonly service: Service;
  /** Network, cluster and names of the environment. */
  readonly platform: Platform;
  /** Repository of the service's own images. */
  readonly repository: ecr.IRepository;
  /** Repository of the image that runs before the first release. */
  readonly placeholder: ecr.IRepository;
}

/** One microservice in one environment, with its delivery strategy. */
export class ServiceStack extends ProjectStack {
  /** What a pipeline needs to release the service here. */
  readonly release: ReleaseTarget;
  /** What there is to see of the service, for alarms and dashboards. */
  readonly observed: ObservedService;

  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const { project, environment, service, platform } = props;
    const strategy = DeliveryStrategy.fromConfig(service.delivery);
    const task = new ServiceTask(this, 'Task', props);
    const Kind = service.exposure === 'public' ? WebService : InternalService;
    const running: RunningService = new Kind(this, 'Service', {
      ...props,
      task,
      deployment: strategy.deployment,
    });
    tellJourney(service.name, running.service);
    const checks = new ReleaseChecks(this, 'Verification', {
      platform,
      running,
      checks: checksOf(service.name),
      releaseParameterName: releaseParameterName(project, environment.name, service.name),
      logRetention: environment.logRetentionDays,
    });
    const delivery = strategy.bind(this, {
      name: deployedServiceName(project, environment.name, service.name),
      running,
      task,
      checks,
    });
    running.guard.goesBefore(this);
    this.release = {
      ...delivery,
      service: service.name,
      environment: environment.name,
      scope: this,
      gate: releaseGate(environment, running.alarms),
      taskDefinitionParameterName: task.parameterName,
      verifyFunction: checks.handler.function,
    };
    this.observed = observeService({ ...props, running, task, mover: strategy.deployment.mover });
    new CfnOutput(this, 'Url', { value: running.url });
    if (running.entry) new CfnOutput(this, 'Transport', { value: running.entry.transport });
  }
}
