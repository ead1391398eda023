import type * as events from 'aws-cdk-lib/aws-events';
import type { Project } from '../config/schema';
import { pipelineName } from '../shared/names';
import { driftAlarmName, serviceImpairedName } from './watched-alarms';

/** A rule of EventBridge, apart from where it sends what it lets through. */
export interface IncidentRule {
  readonly description: string;
  readonly eventPattern: events.EventPattern;
}

/** The events that open or end an incident. */
export function incidentPatterns(config: Project): {
  readonly Alarms: IncidentRule;
  readonly Releases: IncidentRule;
  readonly Rollbacks: IncidentRule;
} {
  const { project } = config;
  return {
    Alarms: alarmRule([...impairedNames(config), driftAlarmName(project)]),
    Releases: releaseRule(config),
    Rollbacks: {
      description: 'Deployments that may be the way back',
      eventPattern: {
        source: ['aws.codedeploy', 'aws.ecs'],
        detailType: ['CodeDeploy Deployment State-change Notification', 'ECS Deployment State Change'],
        detail: {
          $or: [
            { application: [{ prefix: `${project}-` }], state: ['SUCCESS'] },
            { eventName: ['SERVICE_DEPLOYMENT_IN_PROGRESS'], reason: [{ wildcard: '*roll*back*' }] },
          ],
        },
      },
    },
  };
}

function releaseRule({ project, environments }: Project): IncidentRule {
  const services = [...new Set(environments.flatMap((each) => each.services.map(({ name }) => name)))];
  return {
    description: 'Releases that fail in an environment, or succeed there',
    eventPattern: {
      source: ['aws.codepipeline'],
      detailType: ['CodePipeline Action Execution State Change', 'CodePipeline Stage Execution State Change'],
      detail: {
        pipeline: services.map((service) => pipelineName(project, service)),
        stage: environments.map(({ name }) => name),
        $or: [
          { action: [{ exists: true }], state: ['FAILED'] },
          { action: [{ exists: false }], state: ['SUCCEEDED'] },
        ],
      },
    },
  };
}

/** Alarms by their names, whatever state they change to. */
export function alarmRule(names: readonly string[]): IncidentRule {
  return {
    description: 'Users who are not served as promised, and drift',
    eventPattern: {
      source: ['aws.cloudwatch'],
      detailType: ['CloudWatch Alarm State Change'],
      detail: { alarmName: [...names] },
    },
  };
}

/** Names of the alarms that say that users of a service are not served as promised. */
export function impairedNames({
  project,
  environments,
}: Pick<Project, 'project' | 'environments'>): string[] {
  return environments.flatMap(({ name, services }) =>
    services.map((service) => serviceImpairedName(project, name, service.name)),
  );
}
