import { randomUUID } from 'node:crypto';
import type { ActionModel, PipelineModel, StageModel } from '../model';
import type { ActionOutcome, ActionRunner, RunContext } from './action';
import { runApproval } from './actions/approval';
import { runCodeBuild } from './actions/code-build';
import { runCodeDeployToEcs } from './actions/codedeploy-to-ecs';
import { runEcsDeploy } from './actions/deploy-ecs';
import { runLambda } from './actions/invoke-lambda';
import { runSource } from './actions/source';
import { entryRefusal } from './entry-rules';
import { rollBack } from './roll-back';
import type { StageOutcome, Stop } from './roll-back';
import { resolveConfiguration } from './variables';

/** How the stages ended. */
export interface ExecutionOutcome {
  readonly stopped?: Stop;
  /** Result of the Deploy action, when one was reached. */
  readonly deployment?: ActionOutcome;
  /** Cloud seconds that the stage took to bring the version before back; absent when it did not. */
  readonly rollbackSeconds?: number;
}

/** Output variables of the actions that ran, by namespace; one map for all stages of an execution. */
export type Namespaces = Map<string, Readonly<Record<string, string>>>;

/** Actions that are acted out, by `category/provider`; a source of any provider is the working tree. */
const RUNNERS: Readonly<Record<string, ActionRunner>> = {
  'Build/CodeBuild': runCodeBuild,
  'Test/CodeBuild': runCodeBuild,
  'Invoke/Lambda': runLambda,
  'Deploy/CodeDeployToECS': runCodeDeployToEcs,
  'Deploy/ECS': runEcsDeploy,
  'Approval/Manual': runApproval,
};

/** The variables that a new execution of the pipeline has before its first action. */
export function firstVariables({ variables = {} }: PipelineModel): Namespaces {
  return new Map<string, Readonly<Record<string, string>>>([
    ['codepipeline', { PipelineExecutionId: randomUUID() }],
    ['variables', variables],
  ]);
}

/**
 * Runs stages in order and the actions of a stage by run order; stops at the first that does not succeed.
 * `namespaces` is what stages before them have given.
 */
export async function execute(
  stages: readonly StageModel[],
  context: RunContext,
  namespaces: Namespaces = firstVariables(context.pipeline),
): Promise<ExecutionOutcome> {
  let deployment: ActionOutcome | undefined;
  for (const stage of stages) {
    context.timeline.emit({ type: 'stage', stage: stage.name, status: 'started' });
    const refused = await entryRefusal(stage, context, namespaces);
    const run: StageOutcome =
      refused === undefined
        ? await runActions(stage, context, namespaces)
        : { stopped: placed(stage, ENTRY, refused) };
    deployment = run.deployment ?? deployment;
    const status = run.stopped === undefined ? 'succeeded' : 'failed';
    context.timeline.emit({ type: 'stage', stage: stage.name, status });
    if (run.stopped === undefined) continue;
    const rollback =
      refused === undefined
        ? await rollBack(stage, run, context, async () => runActions(stage, context, namespaces))
        : {};
    deployment = (await deployment?.takenBack) ?? deployment;
    return { stopped: run.stopped, ...(deployment === undefined ? {} : { deployment }), ...rollback };
  }
  return deployment === undefined ? {} : { deployment };
}

async function runActions(
  stage: StageModel,
  context: RunContext,
  namespaces: Namespaces,
): Promise<StageOutcome> {
  let deployment: ActionOutcome | undefined;
  const soFar = (): Pick<StageOutcome, 'deployment'> => (deployment === undefined ? {} : { deployment });
  for (const group of byRunOrder(stage.actions)) {
    const outcomes = await Promise.all(
      group.map(async (action) => runAction(action, stage.name, context, namespaces)),
    );
    deployment = outcomes.find((one) => (one.deployment ?? one.takenBack) !== undefined) ?? deployment;
    const failed = outcomes.findIndex(({ succeeded }) => !succeeded);
    if (failed < 0) continue;
    return { stopped: placed(stage, group[failed]?.name ?? '', outcomes[failed]), ...soFar() };
  }
  return soFar();
}

/** Where the rules of a stage are checked. */
const ENTRY = 'BeforeEntry';

function placed(
  { name: stage }: StageModel,
  action: string,
  { reason = 'no reason was given', cause = { kind: 'error' } }: Pick<ActionOutcome, 'reason' | 'cause'> = {},
): Stop {
  return { action, reason, cause: { ...cause, stage, action } };
}

function byRunOrder(actions: readonly ActionModel[]): ActionModel[][] {
  const orders = [...new Set(actions.map(({ runOrder }) => runOrder))].sort((a, b) => a - b);
  return orders.map((order) => actions.filter(({ runOrder }) => runOrder === order));
}

async function runAction(
  action: ActionModel,
  stage: string,
  context: RunContext,
  namespaces: Namespaces,
): Promise<ActionOutcome> {
  const { timeline } = context;
  const runner = action.category === 'Source' ? runSource : RUNNERS[`${action.category}/${action.provider}`];
  if (runner === undefined) {
    context.unchecked(`${stage}/${action.name}`, `pipeline action ${action.category}/${action.provider}`);
    return { succeeded: true };
  }
  timeline.emit({ type: 'action', stage, action: action.name, status: 'started' });
  const outcome = await settle(async () => {
    const configuration = resolveConfiguration(action.configuration, namespaces);
    return runner({ ...action, configuration }, context, stage);
  });
  if (action.namespace !== undefined) namespaces.set(action.namespace, outcome.variables ?? {});
  const detail = outcome.succeeded ? outcome.detail : outcome.reason;
  timeline.emit({
    type: 'action',
    stage,
    action: action.name,
    status: outcome.succeeded ? 'succeeded' : 'failed',
    ...(detail === undefined ? {} : { detail }),
  });
  return outcome;
}

async function settle(run: () => Promise<ActionOutcome>): Promise<ActionOutcome> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Error && error.name === 'UsageError') throw error;
    return { succeeded: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
