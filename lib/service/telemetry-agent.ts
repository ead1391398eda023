import { Duration, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import {
  AGENT_CONTAINER_NAME,
  AGENT_URLS,
  ENV,
  XRAY_SAMPLER,
  XRAY_SAMPLER_ARG,
} from '../../app/shared/contract';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';

/**
 * The CloudWatch agent for both architectures. Tags of this repository carry the build, and ECS resolves a tag to its
 * digest once for each deployment of a service, so tasks of one deployment never differ.
 */
export const AGENT_IMAGE = 'public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.300072.0b1766';

/**
 * What the agent may take of a task. The rest is the service's: at 200 requests a second the storefront peaks at
 * 123 MiB, so even the smallest task of 512 MiB leaves it twice that.
 */
export const AGENT_SIZE = {
  /** CPU shares out of those of the task; without shares, two containers get half each when both want all. */
  cpu: 32,
  /** MiB that the agent usually takes. */
  reservedMiB: 128,
  /** MiB at which it is stopped, and started again, before it takes memory from the service. */
  limitMiB: 256,
  /** MiB from which its garbage collector works harder, well before it is stopped. */
  softLimitMiB: 192,
} as const;

/** What the agent calls in X-Ray; none of these actions can be narrowed to a resource. */
const AGENT_ACTIONS = [
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

/** Environment variables that lead the service to the agent. */
export const AGENT_VARIABLES: Readonly<Record<string, string>> = {
  [ENV.otlpEndpoint]: AGENT_URLS.otlp,
  [ENV.sampler]: XRAY_SAMPLER,
  [ENV.samplerArg]: XRAY_SAMPLER_ARG,
};

/** Directories that it writes its translated configuration and its process id to. */
const WRITABLE = ['/opt/aws/amazon-cloudwatch-agent/etc', '/opt/aws/amazon-cloudwatch-agent/var'];

const USER_ID = 1000;

/** Without an owner, a directory in memory belongs to root. The library lists the options but not their values. */
const MOUNT_OPTIONS = [`uid=${USER_ID}`, `gid=${USER_ID}`, 'mode=0700', 'nosuid', 'nodev', 'noexec'].map(
  (option: string) => option as ecs.TmpfsMountOption,
);

export interface TelemetryAgentProps {
  /** Task that the agent runs in; the container of the service comes first. */
  readonly definition: ecs.FargateTaskDefinition;
  /** Role of the task, which gets what the agent calls. */
  readonly role: iam.Role;
  /** Where the agent says what it does, next to the lines of the service. */
  readonly logGroup: logs.ILogGroup;
}

/**
 * The container beside a service that takes its spans, sends them to X-Ray as segments and hands out the sampling
 * rules. Nobody waits for it and nothing depends on it: the service answers the same when it is gone.
 */
export class TelemetryAgent extends Construct {
  constructor(scope: Construct, id: string, { definition, role, logGroup }: TelemetryAgentProps) {
    super(scope, id);
    role.addToPolicy(new iam.PolicyStatement({ actions: AGENT_ACTIONS, resources: ['*'] }));
    acknowledgeWildcard(role, '*', 'X-Ray lets nobody narrow these actions to a resource.');
    definition.addContainer(AGENT_CONTAINER_NAME, {
      image: ecs.ContainerImage.fromRegistry(AGENT_IMAGE),
      essential: false,
      cpu: AGENT_SIZE.cpu,
      memoryReservationMiB: AGENT_SIZE.reservedMiB,
      memoryLimitMiB: AGENT_SIZE.limitMiB,
      environment: {
        CW_CONFIG_CONTENT: agentConfiguration(Stack.of(this).region),
        GOMEMLIMIT: `${AGENT_SIZE.softLimitMiB}MiB`,
      },
      user: `${USER_ID}:${USER_ID}`,
      readonlyRootFilesystem: true,
      linuxParameters: this.writableDirectories(),
      // ECS starts it again in place, in the same task, when it ran for this long before it stopped.
      enableRestartPolicy: true,
      restartAttemptPeriod: Duration.seconds(60),
      logging: ecs.LogDrivers.awsLogs({
        logGroup,
        streamPrefix: AGENT_CONTAINER_NAME,
        mode: ecs.AwsLogDriverMode.NON_BLOCKING,
      }),
    });
  }

  private writableDirectories(): ecs.LinuxParameters {
    const parameters = new ecs.LinuxParameters(this, 'Linux');
    parameters.dropCapabilities(ecs.Capability.ALL);
    parameters.addTmpfs(
      ...WRITABLE.map((containerPath) => ({ containerPath, size: 1, mountOptions: MOUNT_OPTIONS })),
    );
    return parameters;
  }
}

/**
 * What the agent is to do, as JSON: spans over HTTP and X-Ray's own calls, on addresses that only the task reaches.
 * Local mode keeps it from asking the EC2 metadata service, which Fargate does not have.
 * Source: Amazon CloudWatch user guide, "Manually create or edit the CloudWatch agent configuration file", traces.
 */
function agentConfiguration(region: string): string {
  const { host: sampling } = new URL(AGENT_URLS.sampling);
  return JSON.stringify({
    agent: { region },
    traces: {
      local_mode: true,
      traces_collected: {
        otlp: { http_endpoint: new URL(AGENT_URLS.otlp).host },
        xray: { bind_address: sampling, tcp_proxy: { bind_address: sampling } },
      },
    },
  });
}
