import { StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import type { StartVersion } from '../../ops/rollback/start';
import { VERSION_VARIABLE } from '../../pipeline/version-variable';

/** Starts a pipeline with an earlier version: the function of the runbook may do it itself, its callers may not. */
export const startVersion: StartVersion = async ({ clients }, name, digest) => {
  const variables = [{ name: VERSION_VARIABLE, value: digest }];
  const { pipelineExecutionId = '' } = await clients.codePipeline.send(
    new StartPipelineExecutionCommand({ name, variables }),
  );
  return pipelineExecutionId;
};
