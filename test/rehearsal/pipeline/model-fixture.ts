import type {
  ActionModel,
  AssemblyModel,
  PipelineModel,
  ServiceModel,
  StageModel,
} from '../../../rehearsal/model';

/** An action with only what a test says. */
export function testAction(overrides: Partial<ActionModel> & Pick<ActionModel, 'name'>): ActionModel {
  return {
    category: 'Deploy',
    provider: 'ECS',
    configuration: {},
    inputArtifacts: [],
    outputArtifacts: [],
    runOrder: 1,
    ...overrides,
  };
}

/** A stage of the given actions. */
export function testStage(name: string, ...actions: ActionModel[]): StageModel {
  return { name, actions };
}

/** A pipeline: Source, Build and one stage for each environment. */
export function testPipeline(name: string, environments: readonly string[] = ['sandbox']): PipelineModel {
  return {
    name,
    arn: `arn:aws:codepipeline:eu-central-1:123456789012:${name}`,
    stack: 'Pipeline',
    stages: [
      testStage(
        'Source',
        testAction({ name: 'Source', category: 'Source', provider: 'CodeCommit', outputArtifacts: ['Tree'] }),
      ),
      testStage(
        'Build',
        testAction({ name: 'Build', category: 'Build', provider: 'CodeBuild', inputArtifacts: ['Tree'] }),
      ),
      ...environments.map((environment) =>
        testStage(environment, testAction({ name: 'Deploy', configuration: { ServiceName: 'web' } })),
      ),
    ],
  };
}

/** An ECS service behind CodeDeploy. */
export function testService(overrides: Partial<ServiceModel> = {}): ServiceModel {
  return {
    name: 'web',
    arn: 'arn:web',
    stack: 'Web',
    cluster: 'cluster',
    controller: 'CODE_DEPLOY',
    desiredCount: 1,
    task: {
      arn: 'arn:task:1',
      family: 'web',
      containerName: 'app',
      containerPort: 8080,
      image: 'repo/web:placeholder',
      environment: { FAULTS_ALLOWED: 'true' },
      memoryMiB: 512,
      stopTimeoutSeconds: 30,
      properties: {},
    },
    targetGroupArns: ['arn:blue'],
    healthCheckGraceSeconds: 0,
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    codeDeploy: {
      application: 'shop',
      deploymentGroup: 'web-group',
      routing: { kind: 'canary', percent: 10, intervalSeconds: 300 },
      terminationWaitSeconds: 300,
      blueTargetGroupArn: 'arn:blue',
      greenTargetGroupArn: 'arn:green',
      productionListenerArn: 'arn:listener',
      alarmNames: [],
      rollbackEvents: [],
    },
    ...overrides,
  };
}

/** An assembly with only what a test says. */
export function testModel(overrides: Partial<AssemblyModel> = {}): AssemblyModel {
  return {
    pipelines: [],
    buildProjects: [],
    services: [],
    loadBalancers: [],
    functions: [],
    alarms: [],
    parameters: [],
    ...overrides,
  };
}
