import { RollbackStageCommand } from '@aws-sdk/client-codepipeline';
import type { Session } from '../session';
import type { HeldImage } from '../versions';
import type { Route } from './route';

/** Where to and how. */
export interface Departure {
  readonly pipeline: string;
  readonly stage: string;
  readonly target: HeldImage;
  readonly route: Route;
}

/** Starts a pipeline with the digest of an earlier version; resolves to the id of the new execution. */
export type StartVersion = (
  session: Pick<Session, 'clients' | 'clock'>,
  pipeline: string,
  digest: string,
) => Promise<string>;

/** Starts the way back; resolves to the id of the new execution. */
export async function startRoute(
  session: Pick<Session, 'clients' | 'clock'>,
  { pipeline, stage, target, route }: Departure,
  startVersion: StartVersion,
): Promise<string> {
  if (route.kind === 'version') return startVersion(session, pipeline, target.digest);
  const { pipelineExecutionId = '' } = await session.clients.codePipeline.send(
    new RollbackStageCommand({
      pipelineName: pipeline,
      stageName: stage,
      targetPipelineExecutionId: route.executionId,
    }),
  );
  return pipelineExecutionId;
}
