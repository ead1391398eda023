import type * as sns from 'aws-cdk-lib/aws-sns';
import * as xray from 'aws-cdk-lib/aws-xray';
import { Construct } from 'constructs';
import type { Environment } from '../../config/schema';
import { deployedServiceName } from '../../shared/names';
import type { ObservedService } from '../observed-service';
import { AgentWatch } from './agent-watch';
import { traceGroups } from './groups';
import { samplingRules } from './sampling';
import { ServiceObjectives } from './service-objectives';
import { TransactionSearch } from './transaction-search';

export interface TraceRulesProps {
  /** Name of the project. */
  readonly project: string;
  readonly environment: Environment;
  /** The services of the environment. */
  readonly services: readonly ObservedService[];
  /** Where people hear that an agent has stopped. */
  readonly warnings: sns.ITopic;
}

/** Which requests of an environment are traced, and which of its traces X-Ray keeps an eye on. */
export class TraceRules extends Construct {
  constructor(scope: Construct, id: string, props: TraceRulesProps) {
    super(scope, id);
    const { project, environment, services, warnings } = props;
    const { insights, applicationSignals, transactionSearch } = environment.tracing;
    for (const { what, ...rule } of samplingRules(project, environment)) {
      new xray.CfnSamplingRule(this, `Rule-${what}`, {
        samplingRule: { ...rule, host: '*', serviceType: '*', resourceArn: '*', version: 1 },
      });
    }
    for (const { what, groupName, filterExpression } of traceGroups(project, environment)) {
      new xray.CfnGroup(this, `Group-${what}`, {
        groupName,
        filterExpression,
        insightsConfiguration: { insightsEnabled: insights, notificationsEnabled: false },
      });
    }
    new AgentWatch(this, 'AgentWatch', {
      familyPrefix: deployedServiceName(project, environment.name, ''),
      warnings,
      alarmOwner: `${project}-${environment.name}`,
    });
    if (applicationSignals) new ServiceObjectives(this, 'Objectives', { services });
    if (transactionSearch) {
      new TransactionSearch(this, 'Search', {
        policyName: `${project}-${environment.name}-spans`,
        indexedPercent: transactionSearch.indexedPercent,
      });
    }
  }
}
