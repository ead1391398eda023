import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { AWS_TIMEOUTS } from '../delivery/function-settings';
import { WATCH_ENV, watchedPipelines } from './settings';
import { lookAt } from './watch-releases';

// The rate of calls is shared with the pipelines themselves, so this function waits when it is told to.
const client = new CodePipelineClient({ ...AWS_TIMEOUTS, retryMode: 'adaptive', maxAttempts: 6 });

/** Writes how many releases stand still; throws when a pipeline could not be read, so that Lambda tries again. */
export async function handler(): Promise<void> {
  const project = process.env[WATCH_ENV.project] ?? '';
  const { lines, unread } = await lookAt(watchedPipelines(process.env), client, { project, now: new Date() });
  for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
  if (unread.length > 0) throw new Error(`could not read ${unread.join('; ')}`);
}
