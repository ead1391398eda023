import { ArnFormat, Lazy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { dashboardLink } from '../../shared/console-links';
import { environmentDashboardName, serviceDashboardName } from '../../shared/names';
import type { ObservedService } from '../observed-service';
import { environmentDashboard } from './environment-dashboard';
import type { ShownAlarms } from './environment-dashboard';
import { serviceDashboard } from './service-dashboard';
import type { ShownPlace } from './shown-service';
import type { DashboardBody, Widget } from './widget';

export interface DashboardsProps {
  /** Name of the project. */
  readonly project: string;
  /** Name of the environment. */
  readonly environment: string;
  readonly services: readonly ObservedService[];
  /** Alarms that call people. */
  readonly alarms: ShownAlarms;
}

/** One dashboard for the people on call of an environment, and one for each of its services. */
export class Dashboards extends Construct {
  /** Address of the dashboard of the environment, in the console. */
  readonly url: string;
  private readonly rows = new Map<string, Widget[][]>();

  constructor(scope: Construct, id: string, props: DashboardsProps) {
    super(scope, id);
    const { project, environment, services, alarms } = props;
    const stack = Stack.of(this);
    const { region } = stack;
    const place: ShownPlace = {
      project,
      environment,
      region,
      alarmArn: (resourceName) =>
        stack.formatArn({
          service: 'cloudwatch',
          resource: 'alarm',
          resourceName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
    };
    const overview = environmentDashboardName(project, environment);
    this.add('Environment', overview, () => environmentDashboard(services, alarms, place));
    for (const shown of services) {
      const { name } = shown.service;
      const shownAlarms = alarms.byService.get(name) ?? [];
      const rows: Widget[][] = [];
      this.rows.set(name, rows);
      const body = (): DashboardBody => serviceDashboard(shown, shownAlarms, place, rows);
      this.add(name, serviceDashboardName(project, environment, name), body);
    }
    this.url = dashboardLink(region, overview).url;
  }

  /**
   * Adds rows below everything else on the dashboard of a service.
   * @throws Error when the environment has no such service
   */
  addRows(service: string, rows: readonly Widget[][]): void {
    const known = this.rows.get(service);
    if (!known) throw new Error(`no dashboard of ${service}; there are: ${[...this.rows.keys()].join(', ')}`);
    known.push(...rows);
  }

  private add(id: string, dashboardName: string, body: () => DashboardBody): void {
    // All that is not known yet is a name or an ARN, and needs no quoting: the CDK's own way, which looks at every value
    // of a body by itself, took a third of the synthesis of twenty services.
    new cloudwatch.CfnDashboard(this, id, {
      dashboardName,
      dashboardBody: Lazy.string({ produce: () => JSON.stringify(body()) }),
    });
  }
}
