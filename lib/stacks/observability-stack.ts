import { CfnOutput } from 'aws-cdk-lib';
import type { CfnCompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Environment } from '../config/schema';
import { tellOfFailedEvents } from '../observability/alarms/failed-events-alarm';
import { Paging } from '../observability/alarms/paging';
import { Dashboards } from '../observability/dashboards/dashboards';
import type { ObservedService } from '../observability/observed-service';
import { Probe } from '../observability/probe/probe';
import { SavedQueries } from '../observability/saved-queries';
import { TraceRules } from '../observability/tracing/trace-rules';
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
  /** Wakes people of the environment. */
  readonly pages: sns.ITopic;
  /** The alarms that say that users of a service are not served. */
  readonly impaired: readonly CfnCompositeAlarm[];
  readonly dashboards: Dashboards;

  constructor(
    scope: Construct,
    id: string,
    { project, environment, services, ...props }: ObservabilityStackProps,
  ) {
    // With twenty services, the spaces alone would be a sixth of the size that CloudFormation takes.
    super(scope, id, { ...props, suppressTemplateIndentation: true });
    const { name } = environment;
    const alarms = new Paging(this, 'Paging', { project, environment, services });
    new SavedQueries(this, 'Queries', { project, environment: name, services });
    const { pages, warnings } = alarms.topics;
    this.pages = pages;
    this.impaired = alarms.impaired;
    const watched = { project, environment, services, pages, warnings };
    if (environment.tracing.enabled) new TraceRules(this, 'Traces', watched);
    const called = [...alarms.pages];
    if (environment.probe) {
      const [page] = alarms.pages;
      const quietWhileRed = page === undefined ? undefined : { name: page, madeBy: alarms };
      const { pageName, failedEvents } = new Probe(this, 'Probe', {
        ...watched,
        ...environment.probe,
        quietWhileRed,
      });
      called.push(pageName);
      const walks = { queue: failedEvents, label: 'probe', lost: 'The probe could not be started' };
      tellOfFailedEvents(this, `${project}-${name}`, walks, warnings);
    }
    this.dashboards = new Dashboards(this, 'Dashboards', {
      project,
      environment: name,
      services,
      alarms: { pages: called, warnings: alarms.warnings, byService: alarms.byService },
    });
    new CfnOutput(this, 'Dashboard', {
      description: `What the people on call of ${name} look at`,
      value: this.dashboards.url,
    });
    new CfnOutput(this, 'Pages', { description: 'Topic that wakes people', value: pages.topicArn });
    new CfnOutput(this, 'Warnings', {
      description: 'Topic that is read in the morning',
      value: warnings.topicArn,
    });
  }
}
