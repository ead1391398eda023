import type { JourneyStep } from '../app/shared/journey';
import type { CompositeAlarmModel } from './composite-alarm-model';
import type { EventRuleModel } from './event-rule-model';
import type { FunctionModel, FunctionNotRun } from './function-model';
import type { NativeModel } from './native-model';
import type { SamplingRuleModel } from './sampling-rule-model';

/**
 * What the rehearsal understands of a cloud assembly: plain data, every intrinsic function resolved.
 * The template reader (`rehearsal/template/`) makes it, the stand-ins (`rehearsal/cloud/`) run it.
 * Durations are cloud seconds; percentages are 0 to 100.
 */

/** Everything read from one assembly. */
export interface AssemblyModel {
  readonly pipelines: readonly PipelineModel[];
  readonly buildProjects: readonly BuildProjectModel[];
  readonly services: readonly ServiceModel[];
  readonly loadBalancers: readonly LoadBalancerModel[];
  readonly functions: readonly FunctionModel[];
  /** Absent when all are run. */
  readonly functionsNotRun?: readonly FunctionNotRun[];
  readonly alarms: readonly AlarmModel[];
  /** Absent when there is none. */
  readonly compositeAlarms?: readonly CompositeAlarmModel[];
  readonly parameters: readonly ParameterModel[];
  /** Absent when the templates have none. */
  readonly samplingRules?: readonly SamplingRuleModel[];
  /** Rules that hand events to functions; absent when there is none. */
  readonly eventRules?: readonly EventRuleModel[];
}

/** One `AWS::CodePipeline::Pipeline`. */
export interface PipelineModel {
  readonly name: string;
  readonly arn: string;
  readonly stack: string;
  readonly stages: readonly StageModel[];
  /** Variables that whoever starts it may set, with their default values; absent when it has none. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface StageModel {
  readonly name: string;
  readonly actions: readonly ActionModel[];
  /** What a release must pass before it enters; absent when there is nothing. */
  readonly entryRules?: readonly EntryRuleModel[];
  /** True when the stage is run again with the last good release after one of its actions failed. */
  readonly rollsBack?: boolean;
}

/** One rule of a stage's entry condition, as the template has it. */
export interface EntryRuleModel {
  readonly name: string;
  readonly provider: string;
  readonly configuration: Readonly<Record<string, string>>;
}

/** One action, as the template has it. `configuration` values are resolved strings. */
export interface ActionModel {
  readonly name: string;
  readonly category: string;
  readonly provider: string;
  readonly configuration: Readonly<Record<string, string>>;
  readonly inputArtifacts: readonly string[];
  readonly outputArtifacts: readonly string[];
  readonly runOrder: number;
  readonly namespace?: string;
}

/** One `AWS::CodeBuild::Project`. */
export interface BuildProjectModel {
  readonly name: string;
  /** Path of the buildspec in the source, or the inline document. */
  readonly buildspec: { readonly file: string } | { readonly inline: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly privileged: boolean;
  readonly timeoutSeconds: number;
}

/** One ECS service with all that decides how a release of it behaves. */
export interface ServiceModel {
  /** Physical name when the template gives one, else the stack name and the logical id. */
  readonly name: string;
  readonly arn: string;
  readonly stack: string;
  readonly cluster: string;
  readonly controller: 'CODE_DEPLOY' | 'ECS';
  readonly desiredCount: number;
  readonly task: TaskModel;
  /** Target groups that the service registers its tasks with at creation, as ARNs. */
  readonly targetGroupArns: readonly string[];
  readonly healthCheckGraceSeconds: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly circuitBreaker?: { readonly rollback: boolean };
  readonly deploymentAlarms?: { readonly names: readonly string[]; readonly rollback: boolean };
  /** Private DNS name through Cloud Map, for example `catalog.sandbox.internal`. */
  readonly discovery?: { readonly hostname: string; readonly ttlSeconds: number };
  readonly codeDeploy?: CodeDeployModel;
  /** Only under the ECS controller with a strategy that shifts traffic; absent for rolling deployments. */
  readonly native?: NativeModel;
  /** What its users do; absent when the template does not say it. */
  readonly journey?: readonly JourneyStep[];
}

/** The task definition of a service; exactly one container is run. */
export interface TaskModel {
  readonly arn: string;
  readonly family: string;
  readonly containerName: string;
  readonly containerPort: number;
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMiB: number;
  readonly stopTimeoutSeconds: number;
  readonly healthCheck?: ContainerHealthCheckModel;
  /** True when the task has the container that takes traces beside it. */
  readonly hasAgent?: boolean;
  /** The resolved template properties, as `ecs:DescribeTaskDefinition` would be built from them. */
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface ContainerHealthCheckModel {
  readonly command: readonly string[];
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly retries: number;
  readonly startPeriodSeconds: number;
}

export interface LoadBalancerModel {
  readonly arn: string;
  readonly dnsName: string;
  /** Names that its owner points to it outside the assembly, for example `shop.example.com`. */
  readonly publicNames?: readonly string[];
  /** Value of the CloudWatch dimension `LoadBalancer`. */
  readonly metricName: string;
  readonly listeners: readonly ListenerModel[];
  readonly targetGroups: readonly TargetGroupModel[];
}

export interface ListenerModel {
  readonly arn: string;
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS';
  /** Target group of the default action before any release; absent for redirects and fixed responses. */
  readonly targetGroupArn?: string;
  /** Status of the default action when it is a fixed response. */
  readonly fixedStatus?: number;
  /** Rules that forward, in the order of their priority; absent when it has none. */
  readonly rules?: readonly ListenerRuleModel[];
}

/** A rule of a listener that forwards by weight. */
export interface ListenerRuleModel {
  readonly arn: string;
  /** A request must meet all of them; none is met by every request. */
  readonly conditions: readonly RuleCondition[];
  readonly targets: readonly { readonly targetGroupArn: string; readonly weight: number }[];
}

/** Any of the values is enough; `*` stands for any characters and `?` for one. */
export interface RuleCondition {
  readonly field: 'path-pattern' | 'host-header' | 'http-header' | 'http-request-method';
  /** Name of the header, for `http-header`. */
  readonly header?: string;
  readonly values: readonly string[];
}

export interface TargetGroupModel {
  readonly arn: string;
  /** Short label for people: `blue`, `green`, or the logical id where the template does not tell. */
  readonly label: string;
  /** Value of the CloudWatch dimension `TargetGroup`. */
  readonly metricName: string;
  readonly deregistrationDelaySeconds: number;
  readonly healthCheck: {
    readonly path: string;
    readonly intervalSeconds: number;
    readonly timeoutSeconds: number;
    readonly healthyThreshold: number;
    readonly unhealthyThreshold: number;
    /** For example `200` or `200-299`. */
    readonly matcher: string;
  };
}

/** One CodeDeploy deployment group for ECS. */
export interface CodeDeployModel {
  readonly application: string;
  readonly deploymentGroup: string;
  readonly routing: TrafficRouting;
  readonly terminationWaitSeconds: number;
  readonly blueTargetGroupArn: string;
  readonly greenTargetGroupArn: string;
  readonly productionListenerArn: string;
  readonly testListenerArn?: string;
  readonly alarmNames: readonly string[];
  /** Events that start a rollback, for example `DEPLOYMENT_STOP_ON_ALARM`. */
  readonly rollbackEvents: readonly string[];
}

/** How CodeDeploy moves production traffic. */
export type TrafficRouting =
  | { readonly kind: 'all-at-once' }
  | { readonly kind: 'canary' | 'linear'; readonly percent: number; readonly intervalSeconds: number };

/** One CloudWatch alarm: exactly one query returns data. */
export interface AlarmModel {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly queries: readonly MetricQuery[];
  readonly comparison: string;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: 'breaching' | 'notBreaching' | 'ignore' | 'missing';
}

/** A metric or an expression over other queries; `returnData` marks the one that is compared. */
export interface MetricQuery {
  readonly id: string;
  readonly returnData: boolean;
  readonly expression?: string;
  readonly metric?: {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
    /** `Sum`, `Average`, `Maximum`, `Minimum`, `SampleCount` or a percentile such as `p99`. */
    readonly statistic: string;
    readonly periodSeconds: number;
  };
  readonly periodSeconds?: number;
}

/** One SSM parameter, with its value at the first deployment. */
export interface ParameterModel {
  readonly name: string;
  readonly value: string;
}

/** A resource or property that the rehearsal does not act out, with where it is and why. */
export interface Unchecked {
  readonly where: string;
  readonly what: string;
}
