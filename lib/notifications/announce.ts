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
  ecsNotice,
  endedNotice,
  failedNotice,
  startedNotice,
} from './notice';
import type { Notice } from './notice';
import type { DeploymentEvent, ExecutionEvent, ReleaseEvent } from './release-event';
import { contentOf, endingOf, failureOf } from './release-facts';
import type { Content, Ending, Failure } from './release-facts';
import type { ReleaseViews } from './release-views';

/** The services that are asked for what an event does not say. */
export interface Clients {
  readonly codePipeline: CodePipelineClient;
  readonly codeDeploy: CodeDeployClient;
}

/**
 * The notice about an event, with links to where the release can be watched; undefined when there is nothing to say.
 * @throws Error when what decides about it cannot be read; what only adds to it is left out instead
 */
export async function noticeAbout(
  event: ReleaseEvent,
  clients: Clients,
  views: ReleaseViews,
): Promise<Notice | undefined> {
  const about = await whatAbout(event, clients);
  if (!about) return undefined;
  const { notice, environment } = about;
  return { ...notice, links: [...notice.links, ...views.linksTo(notice.service, environment)] };
}

interface About {
  readonly notice: Notice;
  /** Where it happened, as far as it is known. */
  readonly environment?: string;
}

async function whatAbout(event: ReleaseEvent, clients: Clients): Promise<About | undefined> {
  switch (event.type) {
    case 'ecs-rollback':
    case 'ecs-failed':
      return { notice: ecsNotice(event), environment: event.environment };
    case 'deployed': {
      const notice = await rollbackOf(event, clients);
      return notice && { notice, environment: event.environment };
    }
    case 'started':
      return { notice: startedNotice(event, await content(event, clients)) };
    case 'approval':
      return { notice: approvalNotice(event, await content(event, clients)) };
    case 'failed': {
      const released = await content(event, clients);
      const cause = await failure(event, clients);
      return { notice: failedNotice(event, released, cause), environment: cause?.stage };
    }
    case 'released': {
      const end = await ending(event, clients);
      if (end === 'as before') return undefined;
      return { notice: endedNotice(event, await content(event, clients), end) };
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
