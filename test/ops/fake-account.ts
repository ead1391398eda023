import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  BatchGetDeploymentTargetsCommand,
  CodeDeployClient,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  ListDeploymentTargetsCommand,
} from '@aws-sdk/client-codedeploy';
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import {
  CodePipelineClient,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  RollbackStageCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import type { ActionExecutionDetail, PipelineExecution, StageState } from '@aws-sdk/client-codepipeline';
import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
} from '@aws-sdk/client-ecs';
import type { Service, ServiceDeployment } from '@aws-sdk/client-ecs';
import {
  DescribeOpsItemsCommand,
  GetAutomationExecutionCommand,
  GetOpsItemCommand,
  GetParameterHistoryCommand,
  SSMClient,
  StartAutomationExecutionCommand,
} from '@aws-sdk/client-ssm';
import type { AutomationExecution, OpsItem, ParameterHistory } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';

/** Calls that change something in an account; everything else only looks. */
const CHANGES = ['RollbackStageCommand', 'StartAutomationExecutionCommand', 'StartPipelineExecutionCommand'];

const REPOSITORY = '111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/storefront';

/** Digest made of one hexadecimal digit. */
export const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
/** Reference of the image with that digest. */
export const image = (digit: string): string => `${REPOSITORY}@${digest(digit)}`;
/** Commit id made of one digit. */
export const commit = (digit: string): string => digit.repeat(40);
/** Version label of that commit. */
export const version = (digit: string): string => digit.repeat(12);
/** Execution id made of one digit. */
export const execution = (digit: string): string =>
  `${digit.repeat(8)}-${digit.repeat(4)}-${digit.repeat(4)}-${digit.repeat(4)}-${digit.repeat(12)}`;

/** A past execution of the pipeline. */
export interface FakeExecution extends PipelineExecution {
  readonly startTime?: Date;
  /** Stages that it came through. */
  readonly through?: readonly string[];
}

/** One account with one service in one environment; a test changes what it needs before it runs a command. */
export class FakeAccount {
  controller: 'code-deploy' | 'ecs' = 'code-deploy';
  pipelineVersion = 4;
  /** Digits of the images that the registry holds, the oldest first. */
  held = ['a', 'b', 'c'];
  history: ParameterHistory[] = [];
  opsItems: OpsItem[] = [];
  stages: StageState[] = [];
  executions: FakeExecution[] = [];
  actions: ActionExecutionDetail[] = [];
  alarms: Record<string, string> = { 'storefront-green-errors': 'OK', 'storefront-blue-errors': 'OK' };
  deployments = new Map<string, DeploymentInfo>();
  lastDeployment: string | undefined;
  /** Percent of the traffic that the green side has. */
  green = 0;
  service: Service = {};
  /** What Automation says of itself, look by look. */
  automations: AutomationExecution[] = [
    { AutomationExecutionStatus: 'InProgress' },
    { AutomationExecutionStatus: 'Success', Outputs: { 'start.execution': [execution('9')] } },
  ];
  serviceDeployments: ServiceDeployment[] = [];
  /** Image of every task definition. */
  running = image('b');
  account = '111122223333';
  /** Every command that was sent, with its input. */
  readonly calls: { readonly name: string; readonly input: object }[] = [];
  /** Errors that a command answers with, before it answers well. */
  readonly failures = new Map<string, Error[]>();

  /** Puts every client under this account; give it back with `restore`. */
  constructor() {
    this.pipeline();
    this.deploymentApi();
    this.containers();
    this.others();
  }

  /** Names of the commands that changed something. */
  get changes(): string[] {
    return this.calls.map(({ name }) => name).filter((name) => CHANGES.includes(name));
  }

  /** Input of the only call of a command. */
  only<T extends object>(name: string): T {
    const found = this.calls.filter((call) => call.name === name);
    if (found.length !== 1) throw new Error(`${name} was called ${found.length} times`);
    return found[0]?.input as T;
  }

  private pipeline(): void {
    const mock = mockClient(CodePipelineClient);
    mock.on(GetPipelineCommand).callsFake(this.answer('GetPipelineCommand', () => this.definition()));
    mock
      .on(GetPipelineStateCommand)
      .callsFake(this.answer('GetPipelineStateCommand', () => ({ stageStates: this.stages })));
    mock.on(GetPipelineExecutionCommand).callsFake(
      this.answer('GetPipelineExecutionCommand', (input: { pipelineExecutionId: string }) => ({
        pipelineExecution: this.executions.find(
          ({ pipelineExecutionId }) => pipelineExecutionId === input.pipelineExecutionId,
        ),
      })),
    );
    mock
      .on(ListActionExecutionsCommand)
      .callsFake(
        this.answer('ListActionExecutionsCommand', (input: Paged) =>
          page('actionExecutionDetails', this.actions, input),
        ),
      );
    mock
      .on(ListPipelineExecutionsCommand)
      .callsFake(this.answer('ListPipelineExecutionsCommand', (input: StageFilter) => this.past(input)));
    const begun = { pipelineExecutionId: execution('9') };
    for (const [name, command] of [
      ['RollbackStageCommand', RollbackStageCommand],
      ['StartPipelineExecutionCommand', StartPipelineExecutionCommand],
    ] as const) {
      mock.on(command as never).callsFake(this.answer(name, () => begun));
    }
  }

  private deploymentApi(): void {
    const mock = mockClient(CodeDeployClient);
    mock.on(GetDeploymentGroupCommand).callsFake(
      this.answer('GetDeploymentGroupCommand', () => ({
        deploymentGroupInfo: {
          ecsServices: [{ clusterName: 'shop', serviceName: 'storefront' }],
          alarmConfiguration: { enabled: true, alarms: Object.keys(this.alarms).map((name) => ({ name })) },
          ...(this.lastDeployment && {
            lastAttemptedDeployment: { deploymentId: this.lastDeployment },
          }),
        },
      })),
    );
    mock.on(GetDeploymentCommand).callsFake(
      this.answer('GetDeploymentCommand', ({ deploymentId }: { deploymentId: string }) => ({
        deploymentInfo: this.deployments.get(deploymentId),
      })),
    );
    const targets = { targetIds: ['shop:storefront'] };
    mock
      .on(ListDeploymentTargetsCommand)
      .callsFake(this.answer('ListDeploymentTargetsCommand', () => targets));
    mock
      .on(BatchGetDeploymentTargetsCommand)
      .callsFake(this.answer('BatchGetDeploymentTargetsCommand', () => this.weights()));
  }

  private containers(): void {
    const mock = mockClient(ECSClient);
    mock.on(DescribeServicesCommand).callsFake(
      this.answer('DescribeServicesCommand', () => ({
        services: [{ status: 'ACTIVE', desiredCount: 2, runningCount: 2, ...this.service }],
      })),
    );
    mock.on(DescribeTaskDefinitionCommand).callsFake(
      this.answer('DescribeTaskDefinitionCommand', () => ({
        taskDefinition: {
          family: 'shop-production-storefront',
          revision: 7,
          containerDefinitions: [
            { name: 'app', image: this.running, essential: true, portMappings: [{ containerPort: 8080 }] },
          ],
        },
        tags: [],
      })),
    );
    const deployments = (): object => ({ serviceDeployments: this.serviceDeployments });
    mock
      .on(ListServiceDeploymentsCommand)
      .callsFake(this.answer('ListServiceDeploymentsCommand', deployments));
    mock.on(DescribeServiceDeploymentsCommand).callsFake(
      this.answer('DescribeServiceDeploymentsCommand', (input: { serviceDeploymentArns: string[] }) => ({
        serviceDeployments: this.serviceDeployments.filter(
          ({ serviceDeploymentArn }) => serviceDeploymentArn === input.serviceDeploymentArns[0],
        ),
      })),
    );
    const resolved = { loadBalancers: [{ targetGroupArn: 'arn:aws:elb:targetgroup/green-group/1' }] };
    mock.on(DescribeServiceRevisionsCommand).callsFake(
      this.answer('DescribeServiceRevisionsCommand', () => ({
        serviceRevisions: [{ resolvedConfiguration: resolved }],
      })),
    );
  }

  private others(): void {
    mockClient(ECRClient)
      .on(DescribeImagesCommand)
      .callsFake(
        this.answer('DescribeImagesCommand', (input: Paged) => page('imageDetails', this.images(), input)),
      );
    mockClient(CloudWatchClient)
      .on(DescribeAlarmsCommand)
      .callsFake(
        this.answer('DescribeAlarmsCommand', (input: Paged & { AlarmNames: string[] }) => {
          const states = input.AlarmNames.filter((name) => name in this.alarms).map((name) => ({
            AlarmName: name,
            StateValue: this.alarms[name],
          }));
          const { MetricAlarms, nextToken } = page('MetricAlarms', states, { nextToken: input.NextToken });
          return { MetricAlarms, NextToken: nextToken };
        }),
      );
    const ssm = mockClient(SSMClient);
    ssm.on(GetParameterHistoryCommand).callsFake(
      this.answer('GetParameterHistoryCommand', (input: Paged) => {
        const answer = page('Parameters', this.history, { nextToken: input.NextToken });
        return { Parameters: answer.Parameters, NextToken: answer.nextToken };
      }),
    );
    ssm
      .on(DescribeOpsItemsCommand)
      .callsFake(this.answer('DescribeOpsItemsCommand', () => ({ OpsItemSummaries: this.opsItems })));
    ssm.on(GetOpsItemCommand).callsFake(
      this.answer('GetOpsItemCommand', ({ OpsItemId }: OpsItem) => ({
        OpsItem: this.opsItems.find((item) => item.OpsItemId === OpsItemId),
      })),
    );
    const automation = { AutomationExecutionId: 'automation-1' };
    ssm
      .on(StartAutomationExecutionCommand)
      .callsFake(this.answer('StartAutomationExecutionCommand', () => automation));
    ssm.on(GetAutomationExecutionCommand).callsFake(
      this.answer('GetAutomationExecutionCommand', () => ({
        AutomationExecution: this.automations.length > 1 ? this.automations.shift() : this.automations[0],
      })),
    );
    const identity = { Arn: 'arn:aws:sts::111122223333:assumed-role/Operator/kim' };
    mockClient(STSClient)
      .on(GetCallerIdentityCommand)
      .callsFake(this.answer('GetCallerIdentityCommand', () => ({ ...identity, Account: this.account })));
  }

  /** Records the call, then fails if a failure is due, then answers. */
  private answer<I extends object>(
    name: string,
    reply: (input: I) => unknown,
  ): (input: I) => Promise<unknown> {
    return async (input) => {
      this.calls.push({ name, input });
      const failure = this.failures.get(name)?.shift();
      if (failure) throw failure;
      return Promise.resolve(reply(input));
    };
  }

  private definition(): object {
    const deploy =
      this.controller === 'ecs'
        ? {
            actionTypeId: { provider: 'ECS' },
            configuration: { ClusterName: 'shop', ServiceName: 'storefront' },
          }
        : {
            actionTypeId: { provider: 'CodeDeployToECS' },
            configuration: { ApplicationName: 'shop-storefront', DeploymentGroupName: 'release' },
          };
    const release = [{ actionTypeId: { provider: 'Lambda' } }, deploy];
    return {
      pipeline: {
        version: this.pipelineVersion,
        stages: [
          { name: 'Source', actions: [] },
          { name: 'Scan', actions: [] },
          { name: 'staging', actions: release },
          { name: 'production', actions: release },
        ],
      },
    };
  }

  private images(): object[] {
    return this.held.map((digit, day) => ({
      imageDigest: digest(digit),
      imageTags: [version(digit)],
      imagePushedAt: new Date(Date.UTC(2026, 0, day + 1)),
      registryId: '111122223333',
      repositoryName: 'shop/storefront',
    }));
  }

  private past(input: StageFilter): object {
    const stage = input.filter?.succeededInStage?.stageName ?? '';
    const found = this.executions
      .filter(({ through = [] }) => through.includes(stage))
      .map(({ pipelineExecutionId, artifactRevisions = [], startTime }) => ({
        pipelineExecutionId,
        startTime,
        sourceRevisions: artifactRevisions.map(({ revisionId }) => ({ revisionId })),
      }));
    return page('pipelineExecutionSummaries', found, input);
  }

  private weights(): object {
    const side = (taskSetLabel: string, trafficWeight: number): object => ({
      taskSetLabel,
      trafficWeight,
      targetGroup: { name: `${taskSetLabel.toLowerCase()}-group` },
    });
    const taskSetsInfo = [side('Blue', 100 - this.green), side('Green', this.green)];
    return { deploymentTargets: [{ ecsTarget: { taskSetsInfo } }] };
  }
}

interface Paged {
  readonly nextToken?: string;
  readonly NextToken?: string;
}

interface StageFilter extends Paged {
  readonly filter?: { readonly succeededInStage?: { readonly stageName: string } };
}

/** Pages of two, so that every list of three has a second page. */
function page(
  key: string,
  all: readonly object[],
  { nextToken }: Paged,
): Record<string, unknown> & { nextToken?: string } {
  const from = Number(nextToken ?? 0);
  const next = from + 2 < all.length ? { nextToken: String(from + 2) } : {};
  return { [key]: all.slice(from, from + 2), ...next };
}
