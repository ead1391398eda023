import { App, Duration, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as servicediscovery from 'aws-cdk-lib/aws-servicediscovery';
import type { Construct } from 'constructs';

/** Strong cross-stack references, a stage, a nested stack, a rolling service with a plain alarm. */
export function rollingApp(outdir: string): string {
  const app = new App({
    outdir,
    builtinCloudFormationValidation: false,
    context: { '@aws-cdk/core:defaultCrossStackReferences': 'strong' },
  });
  const stage = new Stage(app, 'Live');
  const network = new NetworkStack(stage, 'Net');
  const api = new ApiStack(stage, 'Api', network);
  inlinePipeline(new Stack(stage, 'Delivery'), api.service);
  return app.synth().directory;
}

class NetworkStack extends Stack {
  readonly cluster: ecs.Cluster;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 0 });
    this.cluster = new ecs.Cluster(this, 'Cluster', {
      vpc,
      defaultCloudMapNamespace: { name: 'live.internal', type: servicediscovery.NamespaceType.DNS_PRIVATE },
    });
  }
}

class ApiStack extends Stack {
  readonly service: ecs.FargateService;

  constructor(scope: Construct, id: string, { cluster }: NetworkStack) {
    super(scope, id);
    new dynamodb.Table(this, 'Orders', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    });
    const taskDefinition = new ecs.FargateTaskDefinition(this, 'Task');
    taskDefinition.addContainer('agent', {
      image: ecs.ContainerImage.fromRegistry('agent:1'),
      essential: false,
    });
    taskDefinition.addContainer('api', {
      image: ecs.ContainerImage.fromRegistry('api:1'),
      command: ['node', 'api.js'],
      portMappings: [{ containerPort: 3000 }],
      stopTimeout: Duration.seconds(20),
    });
    const alarm = new cloudwatch.Metric({
      namespace: 'Shop',
      metricName: 'Errors',
      dimensionsMap: { Service: 'api' },
      statistic: 'Sum',
      period: Duration.minutes(1),
    }).createAlarm(this, 'Errors', { threshold: 10, evaluationPeriods: 2 });
    this.service = new ecs.FargateService(this, 'Service', {
      cluster,
      taskDefinition,
      desiredCount: 2,
      minHealthyPercent: 100,
      maxHealthyPercent: 150,
      circuitBreaker: { rollback: true },
      deploymentAlarms: { alarmNames: [alarm.alarmName], behavior: ecs.AlarmBehavior.ROLLBACK_ON_ALARM },
      cloudMapOptions: { name: 'api', dnsTtl: Duration.seconds(10) },
    });
    new WorkerStack(this, 'Worker', cluster);
  }
}

class WorkerStack extends NestedStack {
  constructor(scope: Construct, id: string, cluster: ecs.ICluster) {
    super(scope, id);
    const taskDefinition = new ecs.FargateTaskDefinition(this, 'Task', { family: 'worker' });
    taskDefinition.addContainer('worker', { image: ecs.ContainerImage.fromRegistry('worker:1') });
    new ecs.FargateService(this, 'Service', { cluster, taskDefinition, serviceName: 'worker' });
  }
}

function inlinePipeline(stack: Stack, service: ecs.FargateService): void {
  const source = new codepipeline.Artifact();
  const built = new codepipeline.Artifact('Built');
  const project = new codebuild.PipelineProject(stack, 'Project', {
    projectName: 'api-build',
    buildSpec: codebuild.BuildSpec.fromObject({ version: '0.2', phases: { build: { commands: ['make'] } } }),
  });
  const bucket = s3.Bucket.fromBucketName(stack, 'Source', 'sources');
  new codepipeline.Pipeline(stack, 'Pipeline', {
    artifactBucket: new s3.Bucket(stack, 'Artifacts'),
    stages: [
      {
        stageName: 'Source',
        actions: [
          new actions.S3SourceAction({ actionName: 'Fetch', bucket, bucketKey: 'a.zip', output: source }),
        ],
      },
      {
        stageName: 'Build',
        actions: [
          new actions.CodeBuildAction({ actionName: 'Build', project, input: source, outputs: [built] }),
        ],
      },
      {
        stageName: 'Deploy',
        actions: [
          new actions.ManualApprovalAction({ actionName: 'Approve', runOrder: 1 }),
          new actions.EcsDeployAction({ actionName: 'Deploy', service, input: built, runOrder: 2 }),
          new actions.S3DeployAction({ actionName: 'Publish', bucket, input: built, runOrder: 3 }),
        ],
      },
    ],
  });
}
