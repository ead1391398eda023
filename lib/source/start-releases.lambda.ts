import { CodeCommitClient } from '@aws-sdk/client-codecommit';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { textOf } from '../delivery/check-settings';
import { AWS_TIMEOUTS } from '../delivery/function-settings';
import { START_ENV } from './names';
import { startReleases } from './start-releases';
import type { RepositoryEvent } from './start-releases';

/** A push of many commits asks for many pages, and several pipelines start at once: both may be throttled. */
const PATIENT = { ...AWS_TIMEOUTS, maxAttempts: 6 };
const clients = {
  codeCommit: new CodeCommitClient(PATIENT),
  codePipeline: new CodePipelineClient(PATIENT),
};

/** Starts the pipelines of the services that a push to the released branch changed. */
export async function handler(event: RepositoryEvent): Promise<void> {
  const branch = textOf(process.env, START_ENV.branch);
  const pipelines = JSON.parse(textOf(process.env, START_ENV.pipelines)) as Record<string, string>;
  await startReleases(clients, { branch, pipelines }, event);
}
