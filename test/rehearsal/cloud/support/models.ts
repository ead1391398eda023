import type {
  AlarmModel,
  AssemblyModel,
  LoadBalancerModel,
  ServiceModel,
  TargetGroupModel,
  TaskModel,
} from '../../../../rehearsal/model';

const ARN = 'arn:aws:ecs:eu-west-1:111111111111:';
const BALANCER = 'app/shop/1';
const ENVIRONMENT = (name: string): Record<string, string> => ({
  SERVICE_NAME: name,
  METRICS_INTERVAL_SECONDS: '10',
  DRAIN_SECONDS: '20',
  FAULTS_ALLOWED: 'true',
});

export function testTask(name: string, changes: Partial<TaskModel> = {}): TaskModel {
  const HealthCheck = changes.healthCheck && {
    Command: changes.healthCheck.command,
    Interval: changes.healthCheck.intervalSeconds,
    Retries: changes.healthCheck.retries,
  };
  const Environment = Object.entries(changes.environment ?? ENVIRONMENT(name)).map(([Name, Value]) => ({
    Name,
    Value,
  }));
  const container = {
    Name: 'app',
    Image: `${name}:before`,
    PortMappings: [{ ContainerPort: 8080 }],
    Environment,
    HealthCheck,
  };
  return {
    arn: `${ARN}task-definition/${name}:1`,
    family: name,
    containerName: 'app',
    containerPort: 8080,
    image: `${name}:before`,
    environment: ENVIRONMENT(name),
    memoryMiB: 512,
    stopTimeoutSeconds: 30,
    properties: { Family: name, ContainerDefinitions: [container] },
    ...changes,
  };
}

export function testTargetGroup(
  label: string,
  changes: Partial<TargetGroupModel['healthCheck']> = {},
): TargetGroupModel {
  return {
    arn: `arn:${label}`,
    label,
    metricName: `targetgroup/${label}/1`,
    deregistrationDelaySeconds: 30,
    healthCheck: {
      path: '/ready',
      intervalSeconds: 10,
      timeoutSeconds: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
      matcher: '200',
      ...changes,
    },
  };
}

export const testBalancer: LoadBalancerModel = {
  arn: 'arn:balancer',
  dnsName: 'shop.example.internal',
  publicNames: ['shop.example.com'],
  metricName: BALANCER,
  listeners: [
    { arn: 'arn:production', port: 80, protocol: 'HTTP', targetGroupArn: 'arn:blue' },
    { arn: 'arn:test', port: 9000, protocol: 'HTTP', targetGroupArn: 'arn:blue' },
  ],
  targetGroups: [testTargetGroup('blue'), testTargetGroup('green')],
};

function testService(name: string, changes: Partial<ServiceModel> = {}): ServiceModel {
  return {
    name,
    arn: `${ARN}service/shop/${name}`,
    stack: name,
    cluster: 'shop',
    controller: 'ECS',
    desiredCount: 2,
    task: testTask(name),
    targetGroupArns: [],
    healthCheckGraceSeconds: 0,
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    ...changes,
  };
}

/** Error percent of one colour, as the service stacks define it. */
export function errorAlarm(label: string): AlarmModel {
  const metric = (name: string): NonNullable<AlarmModel['queries'][number]['metric']> => ({
    namespace: 'AWS/ApplicationELB',
    name,
    dimensions: { LoadBalancer: BALANCER, TargetGroup: `targetgroup/${label}/1` },
    statistic: 'Sum',
    periodSeconds: 60,
  });
  return {
    name: `${label}-errors`,
    arn: `arn:alarm:${label}`,
    description: '',
    queries: [
      {
        id: 'percent',
        returnData: true,
        expression: 'IF(requests >= 10, 100 * (FILL(errors, 0) + FILL(refused, 0)) / requests, 0)',
      },
      { id: 'errors', returnData: false, metric: metric('HTTPCode_Target_5XX_Count') },
      { id: 'refused', returnData: false, metric: metric('TargetConnectionErrorCount') },
      { id: 'requests', returnData: false, metric: metric('RequestCount') },
    ],
    comparison: 'GreaterThanThreshold',
    threshold: 5,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: 'notBreaching',
  };
}

export const storefront = testService('storefront', {
  controller: 'CODE_DEPLOY',
  targetGroupArns: ['arn:blue'],
  codeDeploy: {
    application: 'shop',
    deploymentGroup: 'storefront',
    routing: { kind: 'canary', percent: 10, intervalSeconds: 300 },
    terminationWaitSeconds: 300,
    blueTargetGroupArn: 'arn:blue',
    greenTargetGroupArn: 'arn:green',
    productionListenerArn: 'arn:production',
    testListenerArn: 'arn:test',
    alarmNames: ['blue-errors', 'green-errors'],
    rollbackEvents: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
  },
});

/** The storefront by a canary of the ECS controller, as `fakeBalancer` has its rules. */
export const nativeStorefront = testService('storefront', {
  targetGroupArns: ['arn:blue'],
  circuitBreaker: { rollback: true },
  deploymentAlarms: { names: ['blue-errors', 'green-errors'], rollback: true },
  native: {
    strategy: 'CANARY',
    stepPercent: 10,
    stepBakeSeconds: 300,
    bakeSeconds: 300,
    hooks: [],
    blueTargetGroupArn: 'arn:blue',
    greenTargetGroupArn: 'arn:green',
    productionRuleArn: 'arn:production-rule',
    testRuleArn: 'arn:test-rule',
  },
});

export function testModel(
  services: readonly ServiceModel[],
  alarms: readonly AlarmModel[] = [],
): AssemblyModel {
  return {
    pipelines: [],
    buildProjects: [],
    services,
    loadBalancers: [testBalancer],
    functions: [],
    alarms: [errorAlarm('blue'), errorAlarm('green'), ...alarms],
    parameters: [],
  };
}

/** Error percent of the catalog, from the metrics that it writes to its log. */
export const catalogAlarm: AlarmModel = {
  ...errorAlarm('blue'),
  name: 'catalog-errors',
  queries: [
    { id: 'percent', returnData: true, expression: 'IF(requests >= 10, 100 * errors / requests, 0)' },
    ...['Errors', 'Requests'].map((name) => ({
      id: name.toLowerCase(),
      returnData: false,
      metric: {
        namespace: 'DevOpsOnAws/Service',
        name,
        dimensions: { Service: 'catalog' },
        statistic: 'Sum',
        periodSeconds: 60,
      },
    })),
  ],
};

export const catalog = testService('catalog', {
  circuitBreaker: { rollback: true },
  deploymentAlarms: { names: ['catalog-errors'], rollback: true },
  discovery: { hostname: 'catalog.example.internal', ttlSeconds: 10 },
  task: testTask('catalog', {
    healthCheck: {
      command: [
        'CMD-SHELL',
        `node -e "require('http').get('http://127.0.0.1:8080/ready', r => process.exit(r.statusCode === 200 ? 0 : 1))"`,
      ],
      intervalSeconds: 10,
      timeoutSeconds: 5,
      retries: 3,
      startPeriodSeconds: 10,
    },
  }),
});

/** The storefront that asks the catalog for every answer. */
export const storefrontOfCatalog: ServiceModel = {
  ...storefront,
  task: testTask('storefront', {
    environment: {
      SERVICE_NAME: 'storefront',
      CATALOG_URL: 'http://catalog.example.internal:8080/',
      DRAIN_SECONDS: '20',
    },
  }),
};
