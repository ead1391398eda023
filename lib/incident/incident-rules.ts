import type { Project } from '../config/schema';
import { alarmRule } from '../events/alarm-forwarding';
import type { EventRule } from '../events/alarm-forwarding';
import { driftAlarmName } from './alarm-names';

/** The events that open or end an incident. */
export function incidentRules(
  config: Project,
): Readonly<Record<'Alarms' | 'OpsItems' | 'Releases' | 'Rollbacks', EventRule>> {
  const { project } = config;
  return {
    Alarms: alarmRule(project, driftAlarmName(project)),
    OpsItems: {
      description: 'OpsItems that CloudWatch makes for alarms of this project',
      eventPattern: {
        source: ['aws.ssm'],
        detailType: ['OpsItem Create'],
        detail: { title: [{ wildcard: `*alarm - '${project}-*` }] },
      },
    },
    Releases: releaseRule(config),
    Rollbacks: {
      description: 'Deployments of ECS that fail, or go back',
      eventPattern: {
        source: ['aws.ecs'],
        detailType: ['ECS Deployment State Change'],
        detail: {
          $or: [
            { eventName: ['SERVICE_DEPLOYMENT_IN_PROGRESS'], reason: [{ wildcard: '*roll*back*' }] },
            { eventName: ['SERVICE_DEPLOYMENT_FAILED'] },
          ],
        },
      },
    },
  };
}

function releaseRule({ project, environments }: Project): EventRule {
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
