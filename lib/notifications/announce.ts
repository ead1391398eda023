import { GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import type { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import {
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  ListRuleExecutionsCommand,
} from '@aws-sdk/client-codepipeline';
import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import {
  approvalNotice,
  codeDeployRollbackNotice,
  ecsRollbackNotice,
  endedNotice,
  failedNotice,
  startedNotice,
} from './notice';
import type { Notice } from './notice';
import type { DeploymentEvent, ExecutionEvent, ReleaseEvent } from './release-event';
import { contentOf, endingOf, failureOf } from './release-facts';
import type { Content, Ending, Failure } from './release-facts';

/** The services that are asked for what an event does not say. */
export interface Clients {
  readonly codePipeline: CodePipelineClient;
  readonly codeDeploy: CodeDeployClient;
}

/**
 * The notice about an event, or undefined when there is nothing to say.
 * @throws Error when what decides about it cannot be read; what only adds to it is left out instead
 */
export async function noticeAbout(event: ReleaseEvent, clients: Clients): Promise<Notice | undefined> {
  switch (event.type) {
    case 'ecs-rollback':
      return ecsRollbackNotice(event);
    case 'deployed':
      return rollbackOf(event, clients);
    case 'started':
      return startedNotice(event, await content(event, clients));
    case 'approval':
      return approvalNotice(event, await content(event, clients));
    case 'failed':
      return failedNotice(event, await content(event, clients), await failure(event, clients));
    case 'released': {
      const end = await ending(event, clients);
      return end === 'as before' ? undefined : endedNotice(event, await content(event, clients), end);
    }
  }
}

async function content(event: ExecutionEvent, { codePipeline }: Clients): Promise<Content> {
  const { pipeline: pipelineName, execution: pipelineExecutionId } = event;
  const command = new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId });
  return orLeaveOut({}, async () => contentOf((await codePipeline.send(command)).pipelineExecution ?? {}));
}

async function failure(event: ExecutionEvent, { codePipeline }: Clients): Promise<Failure | undefined> {
  const { pipeline: pipelineName, execution: pipelineExecutionId } = event;
  const request = { pipelineName, filter: { pipelineExecutionId }, maxResults: 100 };
  return orLeaveOut(undefined, async () => {
    const { actionExecutionDetails = [] } = await codePipeline.send(new ListActionExecutionsCommand(request));
    const action = failureOf(actionExecutionDetails, []);
    if (action) return action;
    const { ruleExecutionDetails = [] } = await codePipeline.send(new ListRuleExecutionsCommand(request));
    return failureOf([], ruleExecutionDetails);
  });
}

async function ending(event: ExecutionEvent, { codePipeline }: Clients): Promise<Ending> {
  const { pipeline: pipelineName, execution, attempt } = event;
  const command = new ListPipelineExecutionsCommand({ pipelineName, maxResults: 100 });
  const { pipelineExecutionSummaries = [] } = await codePipeline.send(command);
  return endingOf(pipelineExecutionSummaries, execution, attempt);
}

async function rollbackOf(event: DeploymentEvent, { codeDeploy }: Clients): Promise<Notice | undefined> {
  const describe = async (deploymentId: string) =>
    (await codeDeploy.send(new GetDeploymentCommand({ deploymentId }))).deploymentInfo;
  const deployment = await describe(event.deployment);
  if (deployment?.creator !== 'codeDeployRollback') return undefined;
  const { rollbackTriggeringDeploymentId: failed, rollbackMessage } = deployment.rollbackInfo ?? {};
  const cause =
    failed && (await orLeaveOut(undefined, async () => describe(failed)))?.errorInformation?.message;
  return codeDeployRollbackNotice(event, cause || rollbackMessage || 'CodeDeploy gave none', failed);
}

/** A message with less in it is better than none. */
async function orLeaveOut<T>(instead: T, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const message = `details are left out: ${error instanceof Error ? error.message : String(error)}`;
    process.stdout.write(`${JSON.stringify({ level: 'warn', message })}\n`);
    return instead;
  }
}
