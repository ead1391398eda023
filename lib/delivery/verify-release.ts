import {
  CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { plainText, truncate } from '../../app/shared/plain-text';
import { readCheckSettings, textOf } from './check-settings';
import { AWS_TIMEOUTS, VERIFY_ENV } from './function-settings';
import { insist, judge, logLine, verdictOf } from './verdict';
import type { Invocation } from './verdict';
import { expectedImage } from './verify-parameters';
import type { JobEvent } from './verify-parameters';

const ssm = new SSMClient(AWS_TIMEOUTS);
const codePipeline = new CodePipelineClient(AWS_TIMEOUTS);

/** Tells CodePipeline whether production answers with the new version, and records a good one as released. */
export async function answerPipeline(event: JobEvent, { env, limitMs }: Invocation): Promise<void> {
  const jobId = event['CodePipeline.job'].id;
  const verdict = await verdictOf(async (signal) => {
    const image = expectedImage(event);
    const found = await judge(readCheckSettings(env, 'production'), image, signal);
    if (found.good) await record(image, env);
    return found;
  }, limitMs);
  logLine({ jobId, ...verdict });
  const failureDetails = { type: 'JobFailed', message: truncate(plainText(verdict.message), 5000) } as const;
  await insist(() =>
    verdict.good
      ? codePipeline.send(new PutJobSuccessResultCommand({ jobId }))
      : codePipeline.send(new PutJobFailureResultCommand({ jobId, failureDetails })),
  );
}

async function record(image: string, env: NodeJS.ProcessEnv): Promise<void> {
  const Name = textOf(env, VERIFY_ENV.releaseParameter);
  await ssm.send(new PutParameterCommand({ Name, Value: image, Overwrite: true }));
}
