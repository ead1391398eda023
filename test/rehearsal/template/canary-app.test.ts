import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly, type ReadAssembly } from '../../../rehearsal/template/read-assembly';
import { canaryApp } from './apps/canary-app';
import { codeDirectoryOf, scratchDirectory } from './scratch';

describe('an app with weak references and a canary behind a load balancer', () => {
  let read: ReadAssembly;
  beforeAll(() => {
    read = readAssembly(canaryApp(scratchDirectory(), scratchDirectory()));
  });
  const service = () => read.model.services[0];
  const balancer = () => read.model.loadBalancers[0];
  const colour = (label: string) => balancer()?.targetGroups.find((group) => group.label === label);

  test('nothing is unchecked', () => {
    expect(read.unchecked).toEqual([]);
  });

  test('the pipeline has its stages and the actions of each in run order', () => {
    const [pipeline] = read.model.pipelines;
    const actions = pipeline?.stages.map(({ name, actions: own }) => [
      name,
      ...own.map((one) => one.provider),
    ]);

    expect(pipeline).toMatchObject({
      name: 'shop-web',
      arn: 'arn:aws:codepipeline:eu-central-1:222233334444:shop-web',
      stack: 'Delivery',
    });
    expect(actions).toEqual([
      ['Source', 'CodeCommit'],
      ['Build', 'CodeBuild'],
      ['live', 'CodeDeployToECS', 'Lambda'],
    ]);
  });

  test('actions name the resources of other stacks as the model does', () => {
    const [deploy, verify] = read.model.pipelines[0]?.stages[2]?.actions ?? [];

    expect(deploy).toMatchObject({
      namespace: 'Released',
      inputArtifacts: ['Built'],
      configuration: {
        ApplicationName: service()?.codeDeploy?.application,
        DeploymentGroupName: service()?.codeDeploy?.deploymentGroup,
      },
    });
    expect(verify?.configuration).toEqual({
      FunctionName: read.model.functions[0]?.name,
      UserParameters: '{"service":"web"}',
    });
  });

  test('the build project has the environment that CodeBuild would give, stored parameters included', () => {
    expect(read.model.buildProjects).toEqual([
      {
        name: expect.stringMatching(/^Delivery-Project/) as string,
        buildspec: { file: 'ci/buildspec.yml' },
        environment: {
          SERVICE: 'web',
          CLONE_URL: 'https://git-codecommit.eu-central-1.amazonaws.com/v1/repos/shop',
          IMAGE: 'repo:first',
        },
        privileged: true,
        timeoutSeconds: 1200,
      },
    ]);
  });

  test('the service runs at the lower bound of its auto scaling, with the image of the release parameter', () => {
    expect(service()).toMatchObject({
      controller: 'CODE_DEPLOY',
      cluster: 'shop',
      desiredCount: 3,
      healthCheckGraceSeconds: 45,
      targetGroupArns: [colour('blue')?.arn],
      task: {
        family: 'web',
        containerName: 'app',
        containerPort: 8080,
        image: 'repo:first',
        environment: { REGION: 'eu-central-1', COLOUR: 'any' },
        healthCheck: { command: ['CMD-SHELL', 'true'], intervalSeconds: 10, timeoutSeconds: 5, retries: 2 },
        properties: { Family: 'web', Cpu: '256' },
      },
    });
    expect(read.model.parameters).toEqual([{ name: '/shop/web/image', value: 'repo:first' }]);
  });

  test('the deployment group has the numbers of its predefined configuration', () => {
    expect(service()?.codeDeploy).toMatchObject({
      routing: { kind: 'canary', percent: 10, intervalSeconds: 300 },
      terminationWaitSeconds: 600,
      blueTargetGroupArn: colour('blue')?.arn,
      greenTargetGroupArn: colour('green')?.arn,
      productionListenerArn: balancer()?.listeners[0]?.arn,
      testListenerArn: balancer()?.listeners[1]?.arn,
      alarmNames: ['web-BlueErrors', 'web-GreenErrors'],
      rollbackEvents: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
    });
  });

  test('each listener sends its traffic to its colour', () => {
    expect(balancer()?.listeners).toMatchObject([
      { port: 80, protocol: 'HTTP', targetGroupArn: colour('blue')?.arn },
      { port: 9000, protocol: 'HTTP', targetGroupArn: colour('green')?.arn },
    ]);
    expect(colour('blue')).toMatchObject({
      deregistrationDelaySeconds: 15,
      healthCheck: { path: '/health', intervalSeconds: 10, healthyThreshold: 2, matcher: '200' },
    });
  });

  test.each([
    ['BlueErrors', 'blue'],
    ['GreenErrors', 'green'],
  ])('%s watches the metrics of the %s target group of this balancer', (alarm, label) => {
    const found = read.model.alarms.find(({ name }) => name === `web-${alarm}`);
    const metrics = found?.queries.flatMap(({ metric }) => (metric ? [metric] : []));

    expect(found?.queries.filter(({ returnData }) => returnData)).toEqual([
      { id: 'expr_1', returnData: true, expression: 'IF(requests >= 20, 100 * errors / requests, 0)' },
    ]);
    expect(metrics?.map(({ name }) => name)).toEqual(['HTTPCode_Target_5XX_Count', 'RequestCount']);
    for (const metric of metrics ?? []) {
      expect(metric.dimensions).toEqual({
        LoadBalancer: balancer()?.metricName,
        TargetGroup: colour(label)?.metricName,
      });
    }
  });

  test('the function has its bundled code and the address of the test listener', () => {
    const [hook] = read.model.functions;

    expect(hook).toMatchObject({ handler: 'index.handler', timeoutSeconds: 300 });
    expect(existsSync(join(codeDirectoryOf(hook), 'index.js'))).toBe(true);
    expect(hook?.environment.TEST_URL).toBe(`http://${balancer()?.dnsName}:9000`);
  });
});
