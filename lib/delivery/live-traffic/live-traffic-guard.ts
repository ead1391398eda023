import { Aspects, CfnResource, CustomResource, Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { IConstruct } from 'constructs';
import { acknowledgeWildcard } from '../../shared/acknowledge-wildcard';
import { HandlerFunction } from '../../shared/handler-function';
import { childOf } from '../../shared/library-parts';
import type { Groups } from './forwarding';
import { ANSWER_MINUTES, FUNCTION_MINUTES, GUARD_ATTRIBUTES, GUARD_TYPE } from './guard-contract';
import type { GuardProperties } from './guard-contract';
import { watchedProperties } from './watched-properties';

/** What sends requests to one of the two target groups. */
export type Route = elbv2.CfnListener | elbv2.CfnListenerRule;

/** The ways to a service behind a load balancer. */
export interface Routes {
  /** ARNs of the two target groups. */
  readonly groups: Groups;
  /** Where users come in. */
  readonly production: Route;
  /** Where release checks come in. */
  readonly test: Route;
  /** What they stand on, with the target groups: it is there before the guard is asked, for every strategy. */
  readonly base: readonly IConstruct[];
}

/** Characters of a stack's name that the CDK takes for the names it makes up; CloudFormation takes all. */
const NAME_BEGINNING = 25;

export interface LiveTrafficGuardProps {
  /**
   * The ways to the service.
   * @default - the service has no load balancer, so nothing is written but the service
   */
  readonly routes?: Routes;
  readonly service: ecs.CfnService;
  /** What CloudFormation makes revisions of. */
  readonly taskDefinition: ecs.CfnTaskDefinition;
  /** Image in its next revision, the value of the release parameter. */
  readonly image: string;
  /** Name of the release parameter. */
  readonly releaseParameterName: string;
  /** Processor that the image is for. */
  readonly architecture: string;
  /** What moves the traffic of a release. */
  readonly mover: string;
  /** Name of the CodeDeploy application, which need not exist. */
  readonly application: string;
  /** Name of its deployment group. */
  readonly deploymentGroup: string;
  readonly logRetention: logs.RetentionDays;
}

/**
 * Keeps users where the last release has put them, and stops a deployment of the stack while a release is under way or
 * is not recorded yet.
 * CloudFormation knows only the weights that it has written itself, and would put these back with the next change of
 * a listener or rule. So the weights are read when it deploys: all that it may be about to write is an input here
 * too, and whatever changes there makes it ask again.
 */
export class LiveTrafficGuard extends Construct {
  private readonly asked: CfnResource;
  private readonly needs: readonly IConstruct[];

  constructor(scope: Construct, id: string, props: LiveTrafficGuardProps) {
    super(scope, id);
    const { routes, service, taskDefinition } = props;
    const reader = this.readerFor(props);
    const guard = new CustomResource(this, 'Resource', {
      serviceToken: reader.function.functionArn,
      resourceType: GUARD_TYPE,
      serviceTimeout: Duration.minutes(ANSWER_MINUTES),
      properties: {
        ...identify(props),
        Watched: Lazy.uncachedAny({ produce: () => watched(childOf(guard, 'Default', CfnResource), props) }),
      },
    });
    // The function needs its permissions when it is called first, and its log when it is called last.
    guard.node.addDependency(reader, ...(routes?.base ?? []));
    service.node.addDependency(guard);
    taskDefinition.node.addDependency(guard);
    this.asked = childOf(guard, 'Default', CfnResource);
    this.needs = [this, ...(routes?.base ?? [])];
    if (!routes) return;
    const weight = (name: string): number => Token.asNumber(guard.getAtt(name));
    forward(routes.production, routes.groups, GUARD_ATTRIBUTES.production, weight);
    forward(routes.test, routes.groups, GUARD_ATTRIBUTES.test, weight);
  }

  /**
   * Has everything in `scope` wait for the answer, but what the guard itself needs: then a refusal comes before
   * CloudFormation has made or written anything.
   */
  goesBefore(scope: IConstruct): void {
    const needed = (one: IConstruct): boolean =>
      one.node.scopes.some((parent) => this.needs.includes(parent));
    Aspects.of(scope).add({
      visit: (one) => {
        if (CfnResource.isCfnResource(one) && !needed(one)) one.addResourceDependency(this.asked);
      },
    });
  }

  private readerFor(props: LiveTrafficGuardProps): HandlerFunction {
    const stack = Stack.of(this);
    const reader = new HandlerFunction(this, 'Reader', {
      entry: 'lib/delivery/live-traffic/read-live-traffic.lambda.ts',
      description: `Tells CloudFormation where the users of ${stack.stackName} are`,
      timeout: Duration.minutes(FUNCTION_MINUTES),
      logRetention: props.logRetention,
    });
    reader.allow(['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'], [stack.stackId]);
    // Whoever makes up the name of a service, CloudFormation or the CDK, begins with that of its stack.
    const resourceName = `*/${stack.stackName.slice(0, NAME_BEGINNING)}*`;
    const services = stack.formatArn({ service: 'ecs', resource: 'service', resourceName });
    reader.allow(['ecs:DescribeServices', 'ecs:ListServiceDeployments'], [services]);
    reader.allow(['ecs:DescribeTaskDefinition'], ['*']);
    acknowledgeWildcard(
      reader.role,
      services,
      'The guard asks about a service before this stack has made it; it only reads.',
    );
    acknowledgeWildcard(
      reader.role,
      '*',
      'The describe calls of task definitions and of the load balancer know no resource.',
    );
    if (props.routes) this.allowRoutes(reader, props);
    return reader;
  }

  private allowRoutes(
    reader: HandlerFunction,
    { application, deploymentGroup }: LiveTrafficGuardProps,
  ): void {
    const resource = `deploymentgroup:${application}/${deploymentGroup}`;
    reader.allow(
      ['codedeploy:ListDeployments'],
      [Stack.of(this).formatArn({ service: 'codedeploy', resource })],
    );
    reader.allow(
      [
        'elasticloadbalancing:DescribeListeners',
        'elasticloadbalancing:DescribeRules',
        'elasticloadbalancing:DescribeTargetHealth',
      ],
      ['*'],
    );
  }
}

function identify({
  routes,
  service,
  taskDefinition,
  ...props
}: LiveTrafficGuardProps): Omit<GuardProperties, 'Watched'> {
  return {
    Service: service.logicalId,
    Mover: props.mover,
    Application: props.application,
    DeploymentGroup: props.deploymentGroup,
    TaskDefinition: taskDefinition.logicalId,
    Image: props.image,
    ReleaseParameter: props.releaseParameterName,
    Architecture: props.architecture,
    ...(routes && {
      Blue: routes.groups.blue,
      Green: routes.groups.green,
      Production: routes.production.logicalId,
      Test: routes.test.logicalId,
    }),
  };
}

/** All that CloudFormation writes after the guard has run. */
function watched(guard: CfnResource, { routes, service, taskDefinition }: LiveTrafficGuardProps): object {
  const waiting = [guard, service, taskDefinition, ...(routes ? [routes.production, routes.test] : [])];
  return {
    Service: watchedProperties(service, waiting),
    TaskDefinition: watchedProperties(taskDefinition, waiting),
    ...(routes && {
      Production: watchedProperties(routes.production, waiting),
      Test: watchedProperties(routes.test, waiting),
    }),
  };
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
