import { Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Project } from '../config/schema';
import { admitAlarms } from '../events/alarm-forwarding';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import type { FailedEvents } from '../shared/failed-events';
import { HandlerFunction } from '../shared/handler-function';
import { pipelineName } from '../shared/names';
import { incidentRules } from './incident-rules';
import { allowDrafting } from './postmortem/draft-access';
import { PostmortemBucket } from './postmortem/postmortem-bucket';
import { codeDeployedNear } from './runbook/rollback-access';
import { RollbackRunbook } from './runbook/rollback-runbook';
import { INCIDENT_ENV, servicesOf } from './settings';
import { incidentSettings } from './settings-of';

export interface IncidentsProps {
  readonly project: Project;
  /** Where events go that nothing could be done with. */
  readonly failedEvents: FailedEvents;
  /** Where people hear that an incident opens or ends. */
  readonly topic: sns.ITopic;
}

/**
 * Incidents of all services: an OpsItem for each while it lasts, a draft of the postmortem afterwards. One function and a
 * bucket: nothing costs anything until something is wrong.
 */
export class Incidents extends Construct {
  constructor(scope: Construct, id: string, { project, failedEvents, topic }: IncidentsProps) {
    super(scope, id);
    const { disposable, logRetentionDays: logRetention } = project.toolchain;
    const settings = incidentSettings(project);
    const codeDeployed = codeDeployedNear(project);
    // Where every environment is in another account, there is nothing that it could take back from here.
    const runbook = settings.environments.some(({ near }) => near)
      ? new RollbackRunbook(this, 'Runbook', { settings, codeDeployed, logRetention })
      : undefined;
    const drafts = new PostmortemBucket(this, 'Postmortems', { disposable, logRetention });
    const tracker = new HandlerFunction(this, 'Track', {
      entry: 'lib/incident/track-incident.lambda.ts',
      description: 'Incidents: opens and ends them, drafts postmortems',
      timeout: Duration.minutes(1),
      logRetention,
      environment: {
        [INCIDENT_ENV.settings]: JSON.stringify(settings),
        [INCIDENT_ENV.topic]: topic.topicArn,
        [INCIDENT_ENV.bucket]: drafts.bucket.bucketName,
        ...(runbook && { [INCIDENT_ENV.runbook]: runbook.documentName }),
      },
    });
    drafts.allowWriting(tracker);
    tracker.allow(['sns:Publish'], [topic.topicArn]);
    const pipelines = servicesOf(settings).map((service) =>
      Stack.of(this).formatArn({ service: 'codepipeline', resource: pipelineName(project.project, service) }),
    );
    tracker.allow(['codepipeline:GetPipelineExecution', 'codepipeline:GetPipelineState'], pipelines);
    allowDrafting(tracker, { project: project.project, pipelines, codeDeployed });
    this.allowItems(tracker);
    admitAlarms(this, project);
    const target = failedEvents.targetOf(tracker);
    for (const [ruleId, rule] of Object.entries(incidentRules(project))) {
      new events.Rule(this, ruleId, { ...rule, targets: [target] });
    }
  }

  /** Lets the function keep OpsItems, and ask how alarms stand. */
  private allowItems(tracker: HandlerFunction): void {
    const items = Stack.of(this).formatArn({ service: 'ssm', resource: 'opsitem', resourceName: '*' });
    tracker.allow(['ssm:GetOpsItem', 'ssm:UpdateOpsItem'], [items]);
    acknowledgeWildcard(tracker.role, items, 'OpsCenter gives the ids of its items when it makes them.');
    // CloudWatch tells nothing of composite alarms, which are those that page, to who may read less than all alarms.
    tracker.allow(['cloudwatch:DescribeAlarms', 'ssm:CreateOpsItem', 'ssm:DescribeOpsItems'], ['*']);
    acknowledgeWildcard(tracker.role, '*', 'AWS lets nobody narrow these calls to a resource.');
  }
}
