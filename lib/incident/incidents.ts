import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Project } from '../config/schema';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import type { FailedEvents } from '../shared/failed-events';
import { HandlerFunction } from '../shared/handler-function';
import { admitAlarms } from './alarm-forwarding';
import { allowDrafting, allowTracking } from './incident-access';
import { incidentPatterns } from './incident-patterns';
import { PostmortemBucket } from './postmortem-bucket';
import { RollbackRunbook } from './runbook/rollback-runbook';
import { INCIDENT_ENV } from './settings';
import { incidentSettings } from './settings-of';

export interface IncidentsProps {
  readonly project: Project;
  /** Where events go that nothing could be done with. */
  readonly failedEvents: FailedEvents;
  /** Where people hear that an incident opens or ends. */
  readonly topic: sns.ITopic;
}

/**
 * Incidents of all services: an OpsItem for each while it lasts, releases kept out while it is high, a draft of the
 * postmortem afterwards. One function and a bucket: nothing costs anything until something is wrong.
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
      description: 'Incidents: opens, feeds and ends them, keeps releases out, drafts postmortems',
      // It may wait for five minutes and a half, as long as a page is held back, before there is something to do.
      timeout: Duration.minutes(10),
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
    allowTracking(tracker, settings, codeDeployed);
    allowDrafting(tracker);
    acknowledgeWildcard(tracker.role, '*', 'AWS lets nobody narrow these calls to a resource.');
    admitAlarms(this, project);
    const target = failedEvents.targetOf(tracker);
    for (const [ruleId, rule] of Object.entries(incidentPatterns(project))) {
      new events.Rule(this, ruleId, { ...rule, targets: [target] });
    }
  }
}

/** Services whose CodeDeploy deployments can be looked at from here. */
function codeDeployedNear({ toolchain, environments }: Project): { environment: string; service: string }[] {
  return environments
    .filter(({ account, region }) => account === toolchain.account && region === toolchain.region)
    .flatMap(({ name, services }) =>
      services
        .filter(({ delivery }) => delivery.controller === 'code-deploy')
        .map((service) => ({ environment: name, service: service.name })),
    );
}
