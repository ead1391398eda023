import type { App } from 'aws-cdk-lib';
import type { Environment, Project } from '../config/schema';
import { deliveryView } from '../dora/delivery-view';
import { DriftReader } from '../drift/drift-reader';
import { AlarmForwarding } from '../events/alarm-forwarding';
import { openByAlarm } from '../incident/open-by-alarm';
import { toolchainElsewhere } from '../shared/accounts';
import { InsightStack } from './insight-stack';
import { NotificationsStack } from './notifications-stack';
import type { ObservabilityStack } from './observability-stack';
import type { PlatformStack } from './platform-stack';
import type { SourceStack } from './source-stack';

/** The stacks that operations reads from and adds to. */
export interface OperatedStacks {
  readonly environments: readonly EnvironmentStacks[];
  /** Absent when nothing outside of the pipelines starts them. */
  readonly source?: SourceStack | undefined;
}

/** The stacks of one environment that operations adds to. */
export interface EnvironmentStacks {
  readonly environment: Environment;
  readonly platform: PlatformStack;
  readonly observability: ObservabilityStack;
}

/**
 * How the project is run after it is deployed: notifications, DORA metrics, drift and incidents. Without this call, the
 * other stacks stay as they are, less the roles, alarms and dashboard rows that are added to them here.
 */
export function addOperations(app: App, project: Project, { environments, source }: OperatedStacks): void {
  const { region, account } = project.toolchain;
  const { topic, failedEvents } = new NotificationsStack(app, 'Notifications', {
    stackName: `${project.project}-notifications`,
    description: 'Tells people what happens to releases',
    env: { region, account },
    project,
  });
  const { pages } = new InsightStack(app, 'Insight', {
    stackName: `${project.project}-insight`,
    description: 'Delivery metrics, drift and incidents',
    env: { region, account },
    project,
    topic,
    unannounced: failedEvents,
  });
  source?.tellOfFailedEvents(pages);
  for (const stacks of environments) addToEnvironment(project, stacks);
}

function addToEnvironment(
  { project, toolchain }: Project,
  { environment, platform, observability }: EnvironmentStacks,
): void {
  const toolchainAccount = toolchainElsewhere(toolchain, environment);
  if (toolchainAccount !== undefined) {
    const where = { project, environment: environment.name, toolchainAccount };
    new DriftReader(platform, 'DriftReader', where);
    new AlarmForwarding(observability, 'Incidents', { ...where, pages: observability.pages });
  }
  // Alarms of another account are forwarded, and the metrics of a pipeline in another account are not seen here.
  if (environment.account !== toolchain.account) return;
  observability.impaired.forEach(openByAlarm);
  for (const { name: service } of environment.services) {
    const place = { service, environment: environment.name };
    observability.dashboards.addRows(service, deliveryView(project, place, toolchain.region));
  }
}
