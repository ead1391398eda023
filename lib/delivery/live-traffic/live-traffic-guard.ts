import { CustomResource, Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import type { CfnResource } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../../shared/acknowledge-wildcard';
import { HandlerFunction } from '../../shared/handler-function';
import type { Groups } from './forwarding';
import { GUARD_ATTRIBUTES, GUARD_TYPE } from './guard-contract';
import type { GuardProperties } from './guard-contract';
import { watchedProperties } from './watched-properties';

/** What sends requests to one of the two target groups. */
export type Route = elbv2.CfnListener | elbv2.CfnListenerRule;

export interface LiveTrafficGuardProps {
  /** ARNs of the two target groups. */
  readonly groups: Groups;
  /** Where users come in. */
  readonly production: Route;
  /** Where release checks come in. */
  readonly test: Route;
  /** The service behind both. */
  readonly service: ecs.CfnService;
  /** ARN of the task definition revision that CloudFormation makes. */
  readonly taskDefinitionArn: string;
  /** What moves the traffic of a release. */
  readonly mover: string;
  /** Name of the CodeDeploy application, which need not exist. */
  readonly application: string;
  /** Name of its deployment group. */
  readonly deploymentGroup: string;
  readonly logRetention: logs.RetentionDays;
}

/**
 * Keeps users where the last release has put them. CloudFormation knows only the weights that it has written itself,
 * and would put these back with the next change of a listener or rule. So the weights are read when it deploys: all
 * that it may be about to write is an input here too, and whatever changes there makes it ask again.
 */
export class LiveTrafficGuard extends Construct {
  constructor(scope: Construct, id: string, props: LiveTrafficGuardProps) {
    super(scope, id);
    const { production, test, service, groups } = props;
    const reader = this.reader(props);
    const guard = new CustomResource(this, 'Resource', {
      serviceToken: reader.function.functionArn,
      resourceType: GUARD_TYPE,
      // Without an answer CloudFormation would wait for an hour.
      serviceTimeout: Duration.minutes(5),
      properties: {
        ...this.identify(props),
        TaskDefinition: props.taskDefinitionArn,
        Watched: Lazy.uncachedAny({
          produce: () => {
            const waiting = [guard.node.defaultChild as CfnResource, production, test, service];
            return {
              Production: watchedProperties(production, waiting),
              Test: watchedProperties(test, waiting),
              Service: watchedProperties(service, waiting),
            };
          },
        }),
      },
    });
    // The function needs its permissions when it is called first, and its log when it is called last.
    guard.node.addDependency(reader);
    const weight = (name: string): number => Token.asNumber(guard.getAtt(name));
    forward(production, groups, GUARD_ATTRIBUTES.production, weight);
    forward(test, groups, GUARD_ATTRIBUTES.test, weight);
  }

  private identify({ groups, production, test, service, ...props }: LiveTrafficGuardProps): GuardProperties {
    return {
      Blue: groups.blue,
      Green: groups.green,
      Production: production.logicalId,
      Test: test.logicalId,
      Service: service.logicalId,
      Mover: props.mover,
      Application: props.application,
      DeploymentGroup: props.deploymentGroup,
    };
  }

  private reader({
    application,
    deploymentGroup,
    service,
    logRetention,
  }: LiveTrafficGuardProps): HandlerFunction {
    const stack = Stack.of(this);
    const reader = new HandlerFunction(this, 'Reader', {
      entry: 'lib/delivery/live-traffic/read-live-traffic.lambda.ts',
      description: `Tells CloudFormation where the users of ${stack.stackName} are`,
      timeout: Duration.minutes(2),
      logRetention,
    });
    const group = `deploymentgroup:${application}/${deploymentGroup}`;
    reader.allow(['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'], [stack.stackId]);
    reader.allow(
      ['codedeploy:ListDeployments'],
      [stack.formatArn({ service: 'codedeploy', resource: group })],
    );
    reader.allow(
      [
        'elasticloadbalancing:DescribeListeners',
        'elasticloadbalancing:DescribeRules',
        'elasticloadbalancing:DescribeTargetHealth',
      ],
      ['*'],
    );
    acknowledgeWildcard(reader.role, '*', 'The describe calls of the load balancer know no resource.');
    // The service waits for the guard, so the guard cannot wait for this policy; before the service is there, nothing
    // is asked about it.
    new iam.Policy(this, 'AboutTheService', {
      roles: [reader.role],
      statements: [
        new iam.PolicyStatement({ actions: ['ecs:ListServiceDeployments'], resources: [service.ref] }),
      ],
    });
    return reader;
  }
}

/** Both target groups stay behind a listener, as CodeDeploy and ECS leave it; the weights tell which one is live. */
function forward(
  route: Route,
  groups: Groups,
  names: { readonly blue: string; readonly green: string },
  weight: (name: string) => number,
): void {
  const action = {
    type: 'forward',
    forwardConfig: {
      targetGroups: [
        { targetGroupArn: groups.blue, weight: weight(names.blue) },
        { targetGroupArn: groups.green, weight: weight(names.green) },
      ],
    },
  };
  if (route instanceof elbv2.CfnListener) route.defaultActions = [action];
  else route.actions = [action];
}
