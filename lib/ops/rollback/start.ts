import { RollbackStageCommand, StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { VERSION_VARIABLE } from '../../pipeline/version-variable';
import type { HeldImage } from '../versions';
import type { Route } from './route';

/** Where to and how. */
export interface Departure {
  readonly pipeline: string;
  readonly stage: string;
  readonly target: HeldImage;
  readonly route: Route;
}

/** Starts the way back; resolves to the id of the new execution. */
export async function startRoute(client: CodePipelineClient, departure: Departure): Promise<string> {
  const { pipeline, stage, target, route } = departure;
  const { pipelineExecutionId = '' } =
    route.kind === 'stage'
      ? await client.send(
          new RollbackStageCommand({
            pipelineName: pipeline,
            stageName: stage,
            targetPipelineExecutionId: route.executionId,
          }),
        )
      : await client.send(
          new StartPipelineExecutionCommand({
            name: pipeline,
            variables: [{ name: VERSION_VARIABLE, value: target.digest }],
          }),
        );
  return pipelineExecutionId;
}
