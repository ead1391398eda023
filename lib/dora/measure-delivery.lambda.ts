import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { AWS_TIMEOUTS } from '../delivery/function-settings';
import { logLine } from '../delivery/verdict';
import { measureServices, taskOf } from './measure-delivery';
import { watchedBy } from './watched-places';

const client = new CodePipelineClient({ ...AWS_TIMEOUTS, maxAttempts: 6 });

/** Writes the DORA metrics of the services that an event concerns; throws when one is missing, so that Lambda tries again. */
export async function handler(event: unknown): Promise<void> {
  const watched = watchedBy(process.env);
  const task = taskOf(event, watched);
  if ('ignored' in task) {
    logLine({ level: 'info', message: 'ignored', reason: task.ignored });
    return;
  }
  const { records, failed } = await measureServices(client, watched, task);
  for (const record of records) logLine({ ...record });
  if (failed.length > 0) throw new Error(`not measured: ${failed.join('; ')}`);
}
