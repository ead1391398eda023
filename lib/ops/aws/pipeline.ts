import { GetPipelineCommand } from '@aws-sdk/client-codepipeline';
import type {
  ActionDeclaration,
  CodePipelineClient,
  PipelineDeclaration,
  StageDeclaration,
} from '@aws-sdk/client-codepipeline';
import { OperationError } from '../errors';

/** How the pipeline releases to one environment: what its actions say. */
export type DeployAction =
  | { readonly controller: 'code-deploy'; readonly application: string; readonly group: string }
  | { readonly controller: 'ecs'; readonly cluster: string; readonly service: string };

/** One environment's stage. */
export interface ReleaseStage {
  readonly name: string;
  readonly deploy: DeployAction;
}

/** A pipeline as far as the commands need it. */
export interface PipelineShape {
  readonly name: string;
  /** Number of its definition; a rollback of a stage does not reach further back. */
  readonly version: number;
  /** Names of all stages, in order. */
  readonly stages: readonly string[];
  /** The stages that release, in the order of promotion. */
  readonly releases: readonly ReleaseStage[];
}

/** Reads what the pipeline does. */
export async function readPipeline(client: CodePipelineClient, name: string): Promise<PipelineShape> {
  const { pipeline } = await client.send(new GetPipelineCommand({ name }));
  return pipelineShape(name, pipeline);
}

/** What the commands need of a pipeline's definition. */
export function pipelineShape(
  name: string,
  { version = 0, stages = [] }: Partial<PipelineDeclaration> = {},
): PipelineShape {
  return {
    name,
    version,
    stages: stages.map((stage) => stage.name ?? ''),
    releases: stages.flatMap(releaseStage),
  };
}

/**
 * The stage of an environment.
 * @throws OperationError when the pipeline that is deployed has none
 */
export function stageOf({ name, releases }: PipelineShape, environment: string): ReleaseStage {
  const stage = releases.find((candidate) => candidate.name === environment);
  if (stage) return stage;
  throw new OperationError(
    `the pipeline ${name} has no stage ${environment}; deploy its stack first (npx cdk deploy --all)`,
  );
}

function releaseStage({ name = '', actions = [] }: StageDeclaration): ReleaseStage[] {
  const deploy = actions.flatMap(deployAction)[0];
  if (!deploy) return [];
  return [{ name, deploy }];
}

function deployAction({ actionTypeId, configuration = {} }: ActionDeclaration): DeployAction[] {
  if (actionTypeId?.provider === 'CodeDeployToECS') {
    const { ApplicationName: application = '', DeploymentGroupName: group = '' } = configuration;
    return [{ controller: 'code-deploy', application, group }];
  }
  if (actionTypeId?.provider !== 'ECS') return [];
  const { ClusterName: cluster = '', ServiceName: service = '' } = configuration;
  return [{ controller: 'ecs', cluster, service }];
}
