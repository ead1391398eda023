import { App, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';

/** The port of the foreign service, which is not the one of this project's services. */
export const FOREIGN_PORT = 3000;

/** What of the foreign project differs from test to test. */
export interface ForeignAppProps {
  /** Path that its load balancer asks for health; default `/healthz`. */
  readonly healthPath?: string;
  /** Resource properties to write over those of the task definition. */
  readonly taskOverrides?: Readonly<Record<string, unknown>>;
  /** What users ask for, as the template's metadata says it; default: it says nothing. */
  readonly journey?: unknown;
  /** Released in place of the tasks, by the ECS action; default: by CodeDeploy. */
  readonly rolling?: boolean;
}

/** A small project that knows nothing of this one: a canary behind a load balancer, its source on GitHub. */
export function foreignApp(outdir: string, props: ForeignAppProps = {}): string {
  const app = new App({ outdir, builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'Quotes', { env: { account: '222233334444', region: 'eu-west-1' } });
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0 });
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
  const repository = new ecr.Repository(stack, 'Images');
  const service = new ecs.FargateService(stack, 'Service', {
    cluster,
    desiredCount: 1,
    taskDefinition: taskDefinition(stack, repository, props),
    ...(!props.rolling && { deploymentController: { type: ecs.DeploymentControllerType.CODE_DEPLOY } }),
  });
  const cfnService = service.node.findChild('Service') as ecs.CfnService;
  if (props.journey !== undefined) cfnService.addMetadata('rehearsal:journey', props.journey);
  const balancer = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc, internetFacing: true });
  const [blue, green] = ['Blue', 'Green'].map((id) => targetGroup(stack, id, vpc, props)) as [
    elbv2.ApplicationTargetGroup,
    elbv2.ApplicationTargetGroup,
  ];
  const listener = balancer.addListener('Live', { port: 80, defaultTargetGroups: [blue] });
  blue.addTarget(service);
  const deploy = props.rolling
    ? (built: codepipeline.Artifact) =>
        new actions.EcsDeployAction({ actionName: 'Deploy', service, input: built })
    : codeDeploy(stack, { service, balancer, listener, blue, green });
  pipeline(stack, repository, deploy);
  return app.synth().directory;
}

function targetGroup(stack: Stack, id: string, vpc: ec2.IVpc, { healthPath = '/healthz' }: ForeignAppProps) {
  return new elbv2.ApplicationTargetGroup(stack, id, {
    vpc,
    port: 80,
    targetType: elbv2.TargetType.IP,
    deregistrationDelay: Duration.seconds(10),
    healthCheck: { path: healthPath, interval: Duration.seconds(10), healthyThresholdCount: 2 },
  });
}

function taskDefinition(stack: Stack, repository: ecr.Repository, { taskOverrides = {} }: ForeignAppProps) {
  const definition = new ecs.FargateTaskDefinition(stack, 'Task', { family: 'quotes', memoryLimitMiB: 512 });
  definition.addContainer('web', {
    image: ecs.ContainerImage.fromEcrRepository(repository),
    portMappings: [{ containerPort: FOREIGN_PORT }],
    environment: { GREETING: 'hello' },
  });
  const resource = definition.node.findChild('Resource') as ecs.CfnTaskDefinition;
  for (const [path, value] of Object.entries(taskOverrides)) resource.addPropertyOverride(path, value);
  return definition;
}

interface Sides {
  readonly service: ecs.FargateService;
  readonly balancer: elbv2.ApplicationLoadBalancer;
  readonly listener: elbv2.ApplicationListener;
  readonly blue: elbv2.ApplicationTargetGroup;
  readonly green: elbv2.ApplicationTargetGroup;
}

function codeDeploy(stack: Stack, { service, balancer, listener, blue, green }: Sides) {
  const errors = balancer.metrics.httpCodeTarget(elbv2.HttpCodeTarget.TARGET_5XX_COUNT, {
    period: Duration.minutes(1),
    statistic: 'Sum',
  });
  const alarm = new cloudwatch.Alarm(stack, 'Errors', { metric: errors, threshold: 5, evaluationPeriods: 1 });
  const deploymentGroup = new codedeploy.EcsDeploymentGroup(stack, 'Group', {
    service,
    alarms: [alarm],
    autoRollback: { deploymentInAlarm: true, failedDeployment: true },
    deploymentConfig: new codedeploy.EcsDeploymentConfig(stack, 'Canary', {
      trafficRouting: codedeploy.TrafficRouting.timeBasedCanary({
        percentage: 10,
        interval: Duration.minutes(4),
      }),
    }),
    blueGreenDeploymentConfig: { blueTargetGroup: blue, greenTargetGroup: green, listener },
  });
  return (built: codepipeline.Artifact) =>
    new actions.CodeDeployEcsDeployAction({
      actionName: 'Deploy',
      deploymentGroup,
      appSpecTemplateInput: built,
      taskDefinitionTemplateInput: built,
      containerImageInputs: [{ input: built, taskDefinitionPlaceholder: 'IMAGE1_NAME' }],
    });
}

function pipeline(
  stack: Stack,
  repository: ecr.Repository,
  deploy: (built: codepipeline.Artifact) => codepipeline.IAction,
): void {
  const source = new codepipeline.Artifact();
  const built = new codepipeline.Artifact();
  const project = new codebuild.PipelineProject(stack, 'Project', {
    buildSpec: codebuild.BuildSpec.fromObject(BUILDSPEC),
    environment: { privileged: true, buildImage: codebuild.LinuxBuildImage.STANDARD_7_0 },
    environmentVariables: { REPOSITORY: { value: repository.repositoryUri } },
  });
  const checkout = new actions.CodeStarConnectionsSourceAction({
    actionName: 'GitHub',
    connectionArn: 'arn:aws:codestar-connections:eu-west-1:222233334444:connection/one',
    owner: 'someone',
    repo: 'quotes',
    output: source,
  });
  new codepipeline.Pipeline(stack, 'Pipeline', {
    pipelineName: 'quotes',
    stages: [
      { stageName: 'Source', actions: [checkout] },
      {
        stageName: 'Build',
        actions: [
          new actions.CodeBuildAction({ actionName: 'Build', project, input: source, outputs: [built] }),
        ],
      },
      { stageName: 'Live', actions: [deploy(built)] },
    ],
  });
}

/** The buildspec that half of all tutorials have. */
const BUILDSPEC = {
  version: '0.2',
  env: { variables: { ACCOUNT: '012345678901' }, 'exported-variables': ['IMAGE_URI'] },
  phases: {
    install: { 'runtime-versions': { nodejs: 20 }, commands: 'aws --version' },
    pre_build: {
      commands: [
        'aws ecr get-login-password --region $AWS_DEFAULT_REGION | docker login --username AWS --password-stdin $REPOSITORY',
        'TAG=$(echo $CODEBUILD_RESOLVED_SOURCE_VERSION | cut -c 1-7)',
        'export IMAGE_URI=$REPOSITORY:${TAG:=latest}',
      ],
    },
    build: { commands: ['docker build -t $REPOSITORY:latest .', 'docker tag $REPOSITORY:latest $IMAGE_URI'] },
    post_build: {
      commands: [
        'docker push $IMAGE_URI',
        'printf \'{"ImageURI":"%s"}\' $IMAGE_URI > imageDetail.json',
        'printf \'[{"name":"web","imageUri":"%s"}]\' $IMAGE_URI > imagedefinitions.json',
      ],
    },
  },
  artifacts: { files: ['imageDetail.json', 'imagedefinitions.json', 'appspec.yaml', 'taskdef.json'] },
};
