import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnParameter, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { deliveryPipeline } from './delivery-pipeline';

/** Weak cross-stack references, a canary behind an Application Load Balancer, metric-math alarms. */
export function canaryApp(outdir: string, codeDirectory: string): string {
  writeFileSync(join(codeDirectory, 'index.js'), 'exports.handler = async () => ({});\n');
  const app = new App({
    outdir,
    builtinCloudFormationValidation: false,
    context: { '@aws-cdk/core:defaultCrossStackReferences': 'weak' },
  });
  const env = { account: '222233334444', region: 'eu-central-1' };
  const network = new Stack(app, 'Net', { env });
  const vpc = new ec2.Vpc(network, 'Vpc', { maxAzs: 2, natGateways: 0 });
  const cluster = new ecs.Cluster(network, 'Cluster', { vpc, clusterName: 'shop' });
  new ssm.StringParameter(network, 'Image', { parameterName: '/shop/web/image', stringValue: 'repo:first' });
  const web = new CanaryStack(app, 'Web', { env, cluster, codeDirectory });
  deliveryPipeline(new Stack(app, 'Delivery', { env }), web.group, web.hook);
  return app.synth().directory;
}

interface CanaryStackProps extends StackProps {
  readonly cluster: ecs.Cluster;
  readonly codeDirectory: string;
}

class CanaryStack extends Stack {
  readonly group: codedeploy.EcsDeploymentGroup;
  readonly hook: lambda.Function;

  constructor(scope: App, id: string, props: CanaryStackProps) {
    super(scope, id, props);
    const { vpc } = props.cluster;
    const balancer = new elbv2.ApplicationLoadBalancer(this, 'Balancer', { vpc, internetFacing: true });
    const blue = this.targetGroup('BlueTargets', vpc);
    const green = this.targetGroup('GreenTargets', vpc);
    const listener = balancer.addListener('Live', { port: 80, defaultTargetGroups: [blue] });
    const testListener = balancer.addListener('Test', {
      port: 9000,
      protocol: elbv2.ApplicationProtocol.HTTP,
      defaultTargetGroups: [green],
      open: false,
    });
    const service = new ecs.FargateService(this, 'Service', {
      cluster: props.cluster,
      desiredCount: 2,
      taskDefinition: this.taskDefinition(),
      deploymentController: { type: ecs.DeploymentControllerType.CODE_DEPLOY },
      healthCheckGracePeriod: Duration.seconds(45),
    });
    blue.addTarget(service);
    service.autoScaleTaskCount({ minCapacity: 3, maxCapacity: 6 });
    this.hook = new lambda.Function(this, 'Hook', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(props.codeDirectory),
      timeout: Duration.minutes(5),
      environment: { TEST_URL: `http://${balancer.loadBalancerDnsName}:9000` },
    });
    this.group = new codedeploy.EcsDeploymentGroup(this, 'Group', {
      service,
      deploymentConfig: codedeploy.EcsDeploymentConfig.CANARY_10PERCENT_5MINUTES,
      alarms: [this.errorAlarm('BlueErrors', blue), this.errorAlarm('GreenErrors', green)],
      autoRollback: { deploymentInAlarm: true, failedDeployment: true },
      blueGreenDeploymentConfig: {
        blueTargetGroup: blue,
        greenTargetGroup: green,
        listener,
        testListener,
        terminationWaitTime: Duration.minutes(10),
      },
    });
  }

  private targetGroup(id: string, vpc: ec2.IVpc): elbv2.ApplicationTargetGroup {
    return new elbv2.ApplicationTargetGroup(this, id, {
      vpc,
      port: 8080,
      protocol: elbv2.ApplicationProtocol.HTTP,
      targetType: elbv2.TargetType.IP,
      deregistrationDelay: Duration.seconds(15),
      healthCheck: { path: '/health', interval: Duration.seconds(10), healthyThresholdCount: 2 },
    });
  }

  private taskDefinition(): ecs.FargateTaskDefinition {
    const image = new CfnParameter(this, 'ReleasedImage', {
      type: 'AWS::SSM::Parameter::Value<String>',
      default: '/shop/web/image',
    });
    const definition = new ecs.FargateTaskDefinition(this, 'Task', { memoryLimitMiB: 512, family: 'web' });
    definition.addContainer('app', {
      image: ecs.ContainerImage.fromRegistry(image.valueAsString),
      portMappings: [{ containerPort: 8080 }],
      environment: { REGION: this.region, COLOUR: 'any' },
      healthCheck: { command: ['CMD-SHELL', 'true'], interval: Duration.seconds(10), retries: 2 },
    });
    return definition;
  }

  private errorAlarm(id: string, targets: elbv2.ApplicationTargetGroup): cloudwatch.Alarm {
    const period = { period: Duration.minutes(1) };
    const errors = targets.metrics.httpCodeTarget(elbv2.HttpCodeTarget.TARGET_5XX_COUNT, period);
    const requests = targets.metrics.requestCount(period);
    return new cloudwatch.MathExpression({
      expression: 'IF(requests >= 20, 100 * errors / requests, 0)',
      usingMetrics: { errors, requests },
      ...period,
    }).createAlarm(this, id, {
      threshold: 5,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      alarmName: `web-${id}`,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}
