import { CfnDeletionPolicy, Duration, Validations } from 'aws-cdk-lib';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { CONTAINER_NAME, CONTAINER_PORT, ENV } from '../../app/shared/contract';
import type { Environment, Service } from '../config/schema';
import { InlineRole } from '../shared/inline-role';
import { deployedServiceName, releaseParameterName, taskDefinitionParameterName } from '../shared/names';
import { removalOf } from '../shared/removal';
import { ExecutionRole } from './execution-role';
import { HEALTH_COMMAND, taskEnvironment } from './task-environment';
import { AGENT_SIZE, AGENT_VARIABLES, TelemetryAgent } from './telemetry-agent';
import { CONTAINER_HEALTH, STOP_TIMEOUT_SECONDS } from './timing';
import { moverOf } from './traffic-mover';

export interface ServiceTaskProps {
  /** Name of the project. */
  readonly project: string;
  readonly environment: Environment;
  readonly service: Service;
  /** Repository of the service's own images. */
  readonly repository: ecr.IRepository;
  /** Repository of the image that runs before the first release. */
  readonly placeholder: ecr.IRepository;
}

/**
 * The task definition of a service, with the image that was released last. Its exact revision is published, so
 * that a release starts from it and changes nothing but the image.
 */
export class ServiceTask extends Construct {
  readonly definition: ecs.FargateTaskDefinition;
  /** The roles that a task runs with: whoever starts tasks must be allowed to pass these two. */
  readonly roles: readonly iam.IRole[];
  /** The image that was released last, and the name of the parameter that says so. */
  readonly released: { readonly image: string; readonly parameterName: string };
  /** SSM parameter with the ARN of the revision that CloudFormation made last. */
  readonly parameterName: string;
  /** Where the containers write their log. */
  readonly logGroup: logs.ILogGroup;

  constructor(scope: Construct, id: string, props: ServiceTaskProps) {
    super(scope, id);
    const { project, environment, service } = props;
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: environment.logRetentionDays,
      removalPolicy: removalOf(environment.disposable),
    });
    this.logGroup = logGroup;
    const execution = new ExecutionRole(this, 'Execution', {
      logGroup,
      repositories: [props.repository, props.placeholder],
    });
    // The services call no AWS API; what this role allows is for the agent beside them.
    const taskRole = new InlineRole(this, 'TaskRole', {
      assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
      description: `Permissions of the tasks of ${service.name} in ${environment.name}`,
    });
    this.roles = [execution.role, taskRole];
    const parameterName = releaseParameterName(project, environment.name, service.name);
    // CloudFormation reads the parameter at each deployment, so a deployment keeps the released image.
    const image = ssm.StringParameter.valueForStringParameter(this, parameterName);
    this.released = { image, parameterName };
    this.definition = new ecs.FargateTaskDefinition(this, 'Definition', {
      family: deployedServiceName(project, environment.name, service.name),
      cpu: service.cpu,
      memoryLimitMiB: service.memoryMiB,
      runtimePlatform: {
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
        cpuArchitecture:
          service.architecture === 'arm64' ? ecs.CpuArchitecture.ARM64 : ecs.CpuArchitecture.X86_64,
      },
      executionRole: execution.role.withoutPolicyUpdates(),
      taskRole,
    });
    this.addContainer(props, logGroup);
    if (environment.tracing.enabled) {
      new TelemetryAgent(this, 'Agent', { definition: this.definition, role: taskRole, logGroup });
    }
    this.keepOldRevisions();
    this.parameterName = taskDefinitionParameterName(project, environment.name, service.name);
    this.publishRevision(service.name);
  }

  private addContainer({ project, environment, service }: ServiceTaskProps, logGroup: logs.ILogGroup): void {
    this.definition.addContainer(CONTAINER_NAME, {
      image: ecs.ContainerImage.fromRegistry(this.released.image),
      portMappings: [{ containerPort: CONTAINER_PORT }],
      cpu: environment.tracing.enabled ? service.cpu - AGENT_SIZE.cpu : undefined,
      environment: {
        ...taskEnvironment(project, environment, service),
        // With the name of the log, X-Ray shows the lines of a trace beside it.
        ...(environment.tracing.enabled && {
          ...AGENT_VARIABLES,
          [ENV.resourceAttributes]: `aws.log.group.names=${logGroup.logGroupName}`,
        }),
      },
      // Another mover is another ECS service. CodeDeploy's starts the newest revision of the family, whoever made it,
      // so a change of the mover makes one: with the image that was released last, and not one that was rolled back.
      dockerLabels: { 'traffic-mover': moverOf(service.delivery) },
      user: '1000:1000',
      readonlyRootFilesystem: true,
      stopTimeout: Duration.seconds(STOP_TIMEOUT_SECONDS),
      healthCheck: {
        command: HEALTH_COMMAND,
        interval: Duration.seconds(CONTAINER_HEALTH.interval),
        timeout: Duration.seconds(CONTAINER_HEALTH.timeout),
        retries: CONTAINER_HEALTH.retries,
        startPeriod: Duration.seconds(CONTAINER_HEALTH.startPeriod),
      },
      logging: ecs.LogDrivers.awsLogs({
        logGroup,
        streamPrefix: service.name,
        mode: ecs.AwsLogDriverMode.NON_BLOCKING,
      }),
    });
    Validations.of(this.definition).acknowledge({
      id: 'AwsSolutions::AwsSolutions-ECS2',
      reason: 'The environment holds names, addresses and durations; there is no secret in it.',
    });
  }

  /** A rollback starts the revision that ran before, which CloudFormation would deregister on replacement. */
  private keepOldRevisions(): void {
    const resource = this.definition.node.defaultChild as ecs.CfnTaskDefinition;
    resource.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
    resource.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
  }

  private publishRevision(service: string): void {
    new ssm.StringParameter(this, 'Revision', {
      parameterName: this.parameterName,
      stringValue: this.definition.taskDefinitionArn,
      description: `Task definition revision of ${service} that releases start from`,
    });
  }
}
