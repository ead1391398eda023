import type { Faults } from '../../app/shared/faults';
import type { Cause } from '../cause';
import type { RehearsalEvent, VersionSummary } from '../events';
import type { AssemblyModel, Unchecked } from '../model';
import type { ImageRecipe } from './image-recipe';
import type { LoadSent } from './load';
import type { NativeRequest } from './native-types';
import type { StartContainer } from './process/container';
import type { Telemetry } from './telemetry';

/** Cloud time: wall time multiplied by `speed`. */
export interface Clock {
  /** Cloud seconds that pass in one second on the wall. */
  readonly speed: number;
  /** Cloud seconds since the rehearsal began. */
  now(): number;
  /** Resolves after the given cloud seconds; rejects with the signal's reason when it is aborted first. */
  sleep(cloudSeconds: number, signal?: AbortSignal): Promise<void>;
  /** Wall milliseconds for what may take `cloudSeconds` on AWS: compressed, at least `floorMs`, at most uncompressed. */
  allowance(cloudSeconds: number, floorMs: number): number;
}

/** Takes the events of a rehearsal. */
export type Emit = (event: RehearsalEvent) => void;

/** An image as the stand-in for Docker built it: a directory tree and how to start it. */
export interface LocalImage {
  /** `sha256:…` */
  readonly digest: string;
  /** The reference it was found by, `repository@sha256:…` or `repository:tag`. */
  readonly reference: string;
  /** Real directory that holds the file tree of the image. */
  readonly rootDirectory: string;
  /** `CMD` as the Dockerfile has it; it must begin with `node`. Absolute paths are looked up under `rootDirectory`. */
  readonly command: readonly string[];
  /** `ENV` of the image. */
  readonly environment: Readonly<Record<string, string>>;
  /** `WORKDIR`: a path inside the image. */
  readonly workingDirectory: string;
  /** A scenario planted a fault in it, so its containers start where the task definition refuses faults, too. */
  readonly faultPlanted?: boolean;
  /** Faults that a scenario makes around its containers, because its program knows none. */
  readonly faultsAround?: Faults;
  /** It answers in place of what ran before a release; the health command of its task is about another image. */
  readonly standsIn?: boolean;
  /** Why no process can run it; absent when one can, or an engine builds it too. */
  readonly needsEngine?: string;
  /** How it was built, for an engine that is to build it too. */
  readonly recipe?: ImageRecipe;
}

/** The images that this machine has, as a registry would. */
export interface ImageStore {
  find(reference: string): LocalImage | undefined;
}

/** What `createCloud` needs. */
export interface CloudOptions {
  readonly model: AssemblyModel;
  /** Name of the rehearsed service, `ServiceModel.name`. */
  readonly service: string;
  readonly clock: Clock;
  readonly emit: Emit;
  /** Requests per second on the wall, sent to the public entry of the environment. */
  readonly rate: number;
  readonly imageStore: ImageStore;
  /** Base URL of the AWS stand-in; tasks get it as `AWS_ENDPOINT_URL`. */
  readonly awsEndpoint: string;
  /** Starts the container of a task; default: a process of this machine. */
  readonly startContainer?: StartContainer;
  /** Image that runs before the release, by service name; a service not named runs `TaskModel.image`. */
  readonly before?: Readonly<Record<string, string>>;
}

/** A task definition in the form of the ECS API (camelCase), as `DescribeTaskDefinition` returns it. */
export type TaskDefinitionDocument = Readonly<Record<string, unknown>> & {
  readonly taskDefinitionArn: string;
  readonly family: string;
  readonly revision: number;
  readonly status: 'ACTIVE';
};

/** One task set of a service, in the form of the ECS API. */
export interface TaskSetDocument {
  readonly id: string;
  readonly taskSetArn: string;
  readonly serviceArn: string;
  readonly clusterArn: string;
  /** Id of the CodeDeploy deployment that made it; absent for the first one. */
  readonly externalId?: string;
  readonly status: 'PRIMARY' | 'ACTIVE' | 'DRAINING';
  /** ARN of the task definition. */
  readonly taskDefinition: string;
  readonly computedDesiredCount: number;
  readonly pendingCount: number;
  readonly runningCount: number;
  readonly stabilityStatus: 'STEADY_STATE' | 'STABILIZING';
  readonly loadBalancers: readonly {
    readonly targetGroupArn: string;
    readonly containerName: string;
    readonly containerPort: number;
  }[];
}

/** A service in the form of the ECS API, as `DescribeServices` returns it. */
export interface ServiceDocument {
  readonly serviceArn: string;
  readonly serviceName: string;
  readonly clusterArn: string;
  readonly status: 'ACTIVE';
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  /** ARN of the task definition that the service runs (of the primary task set under CodeDeploy). */
  readonly taskDefinition: string;
  readonly deploymentController: { readonly type: 'CODE_DEPLOY' | 'ECS' };
  /** Only under CodeDeploy. */
  readonly taskSets: readonly TaskSetDocument[];
  /** Only under the ECS controller. */
  readonly deployments: readonly Readonly<Record<string, unknown>>[];
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

/** One call of a lifecycle hook, as CodeDeploy makes it. */
export interface HookInvocation {
  readonly functionName: string;
  /** For example `AfterAllowTestTraffic`. */
  readonly lifecycleEvent: string;
  /** The payload of the function: exactly these two fields. */
  readonly payload: { readonly DeploymentId: string; readonly LifecycleEventHookExecutionId: string };
  /** Aborted when CodeDeploy no longer waits: after one hour, or when the deployment was stopped. */
  readonly signal: AbortSignal;
}

/**
 * Runs a hook function. Resolves when the function answered `PutLifecycleEventHookExecutionStatus`, or with
 * `Failed` when the invocation itself failed. A rejection counts as `Failed` with its message.
 */
type InvokeHook = (invocation: HookInvocation) => Promise<HookAnswer>;

export interface HookAnswer {
  readonly status: 'Succeeded' | 'Failed';
  readonly detail?: string;
  /** True when it is no answer of the function: it crashed, or gave none. */
  readonly broken?: boolean;
}

export interface CodeDeployRequest {
  readonly service: string;
  /** From `registerTaskDefinition`. */
  readonly taskDefinitionArn: string;
  /** Function name by lifecycle event, as the AppSpec has it. */
  readonly hooks: Readonly<Record<string, string>>;
  readonly invokeHook: InvokeHook;
  /** Called when the deployment has ended badly; its rollback only begins then. */
  readonly onFailure?: (reason: string, cause: Cause) => void;
}

export interface RollingRequest {
  readonly service: string;
  /** New image of the service's container; a new revision of its current task definition is registered. */
  readonly image: string;
  /** Cloud seconds after which the caller no longer waits; default one hour, as CodePipeline's ECS action. */
  readonly timeoutSeconds?: number;
}

/**
 * How a deployment ended. A failed deployment is a result, also one that `stop()` cut short; a promise of it is
 * rejected only when the request does not fit the model.
 */
export interface DeploymentOutcome {
  readonly status: 'succeeded' | 'rolled-back' | 'failed';
  readonly deploymentId: string;
  readonly rollbackDeploymentId?: string;
  /** Why it did not succeed, in a sentence. */
  readonly reason?: string;
  /** The same by kind. */
  readonly cause?: Cause;
  /** Highest percent of production traffic that the new version was given. */
  readonly productionPercent: number;
  readonly hooks: readonly HookRecord[];
  /** Cloud seconds since the rehearsal began. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Cloud seconds from the first harm possible (new version in production, else the start) to the stop; 0 when it succeeded. */
  readonly detectSeconds: number;
  /** Cloud seconds from the stop until the new tasks had answered their last request and were gone; 0 when it succeeded. */
  readonly rollbackSeconds: number;
}

export interface HookRecord {
  readonly event: string;
  readonly function: string;
  readonly status: 'Succeeded' | 'Failed';
}

/** Counts and latencies of the requests that the users sent. */
export interface RequestStatistics {
  readonly total: number;
  /** Answers with status 5xx, and requests without an answer. */
  readonly failed: number;
  readonly failedPercent: number;
  /** Requests that the new version of the rehearsed service answered. */
  readonly servedByGreen: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface CloudStatistics {
  /** Since the load began, by service and version. */
  readonly versions: readonly VersionSummary[];
  /** Since the load began. */
  readonly requests: RequestStatistics;
  /** While the release was deployed or taken back; zeros before. */
  readonly window: RequestStatistics;
  readonly alarms: readonly { readonly name: string; readonly state: AlarmState; readonly reason: string }[];
  /** How the load was sent; absent before it begins. */
  readonly load?: LoadSent;
}

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** The stand-ins for ECS, the load balancer, Cloud Map, CloudWatch and CodeDeploy of one environment. */
export interface Cloud extends Telemetry {
  /** Starts the services on their old images, then the load. Throws one clear sentence when they do not become healthy. */
  start(): Promise<void>;
  /** Ends every process and closes every port. Safe to call at any time, twice, and from a signal handler. */
  stop(): Promise<void>;
  /** From `host:port` in the model to `127.0.0.1:port` on this machine. Complete once `start()` has resolved. */
  origins(): ReadonlyMap<string, string>;
  /** Replaces URLs and `host:port` of the model by those on this machine; `https` becomes `http`. */
  rewrite(value: string): string;
  /** Takes the request of `RegisterTaskDefinition` (camelCase, image filled in); returns the new revision's ARN. */
  registerTaskDefinition(request: Readonly<Record<string, unknown>>): string;
  /** By ARN, `family:revision` or `family` (the newest). */
  describeTaskDefinition(reference: string): TaskDefinitionDocument | undefined;
  /** By name or ARN. */
  describeService(reference: string): ServiceDocument | undefined;
  deployWithCodeDeploy(request: CodeDeployRequest): Promise<DeploymentOutcome>;
  deployRolling(request: RollingRequest): Promise<DeploymentOutcome>;
  /** For services with `ServiceModel.native`. */
  deployNative(request: NativeRequest): Promise<DeploymentOutcome>;
  /** By ARN, as `DescribeServiceRevisions` returns it. */
  describeServiceRevision(arn: string): Readonly<Record<string, unknown>> | undefined;
  /** By ARN, as `DescribeServiceDeployments` returns it. */
  describeServiceDeployment(arn: string): Readonly<Record<string, unknown>> | undefined;
  /** Of a service by name or ARN, the newest first, as `ListServiceDeployments` returns them. */
  listServiceDeployments(reference: string): readonly Readonly<Record<string, unknown>>[];
  statistics(): CloudStatistics;
  /** What of the model the stand-ins cannot act out. Known at once. */
  readonly unchecked: readonly Unchecked[];
}
