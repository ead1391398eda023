import type * as events from 'aws-cdk-lib/aws-events';
import type { Project } from '../config/schema';
import { driftAlarmName, IMPAIRED } from './watched-alarms';

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
    Alarms: alarmRule(project, driftAlarmName(project)),
    Releases: releaseRule(config),
    Rollbacks: {
      description: 'Deployments that may be the way back, or have none',
      eventPattern: {
        source: ['aws.codedeploy', 'aws.ecs'],
        detailType: ['CodeDeploy Deployment State-change Notification', 'ECS Deployment State Change'],
        detail: {
          $or: [
            { application: [{ prefix: `${project}-` }], state: ['SUCCESS'] },
            { eventName: ['SERVICE_DEPLOYMENT_IN_PROGRESS'], reason: [{ wildcard: '*roll*back*' }] },
            { eventName: ['SERVICE_DEPLOYMENT_FAILED'] },
          ],
        },
      },
    },
  };
}

function releaseRule({ project, environments }: Project): IncidentRule {
  return {
    description: 'Releases that fail in an environment, or succeed there',
    eventPattern: {
      source: ['aws.codepipeline'],
      detailType: ['CodePipeline Action Execution State Change', 'CodePipeline Stage Execution State Change'],
      detail: {
        pipeline: [{ prefix: `${project}-` }],
        stage: environments.map(({ name }) => name),
        $or: [
          { action: [{ exists: true }], state: ['FAILED'] },
          { action: [{ exists: false }], state: ['SUCCEEDED'] },
        ],
      },
    },
  };
}

/**
 * Alarms that begin and end as those of this project do, whatever state they change to; the function knows their names.
 * A list of all names would outgrow a pattern, which may have 2048 characters.
 * @param beginning of the names: a project, or a project and an environment
 */
export function alarmRule(beginning: string, ...names: readonly string[]): IncidentRule {
  return {
    description: 'Users who are not served as promised, and drift',
    eventPattern: {
      source: ['aws.cloudwatch'],
      detailType: ['CloudWatch Alarm State Change'],
      detail: { alarmName: [...names, { wildcard: `${beginning}-*${IMPAIRED}` }] },
    },
  };
}
