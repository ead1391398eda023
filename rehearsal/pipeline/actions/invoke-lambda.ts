import { randomUUID } from 'node:crypto';
import type { ActionModel } from '../../model';
import type { ActionRunner, RunContext } from '../action';
import type { JobResult } from '../endpoint/jobs';
import type { Invocation } from '../lambda/instance';
import { isNotRun } from '../lambda/not-run';

/** How often a function is asked again that is not done; CodePipeline says "periodically". */
const ASK_SECONDS = 30;

/** CodePipeline waits for one action of this kind as long. Source: CodePipeline user guide, "Quotas". */
const LIMIT_SECONDS = 24 * 3600;

/** Lambda invoke: the real function, which must answer its job as CodePipeline demands. */
export const runLambda: ActionRunner = async (action, context) => {
  const cloud = await context.cloud();
  const configuration: Readonly<Record<string, string>> = {
    ...action.configuration,
    ...(action.configuration.UserParameters === undefined
      ? {}
      : { UserParameters: cloud.rewrite(action.configuration.UserParameters) }),
  };
  const name = configuration.FunctionName ?? '';
  if (isNotRun(name, context)) return { succeeded: true };
  const data = jobData(configuration, action, context);
  let result = await answerTo(data, name, context);
  for (let waited = 0; result.succeeded && result.continuationToken !== undefined; waited += ASK_SECONDS) {
    if (waited > LIMIT_SECONDS) return { succeeded: false, reason: `${name} was not done after 24 hours` };
    await context.sleep(ASK_SECONDS);
    const { continuationToken } = result;
    result = await answerTo({ ...data, continuationToken }, name, context);
  }
  if (!result.succeeded) {
    const kind = 'silent' in result ? 'error' : 'gate';
    return { succeeded: false, reason: result.reason, cause: { kind, name } };
  }
  return { succeeded: true, variables: result.variables };
};

/** What stands for the answer of a function that gave none. */
interface Silence {
  readonly succeeded: false;
  readonly silent: true;
  readonly reason: string;
}

async function answerTo(
  data: Readonly<Record<string, unknown>>,
  name: string,
  { answers, functions, account }: RunContext,
): Promise<JobResult | Silence> {
  const id = randomUUID();
  const answered = answers.waitForJob(id);
  const invoked = functions.invoke(name, { 'CodePipeline.job': { id, accountId: account, data } });
  const unanswered = invoked.then(async (invocation) => {
    // An answer that came with the function's last breath is an answer.
    await new Promise(setImmediate);
    return { succeeded: false, silent: true, reason: silence(name, invocation) } as const;
  });
  const result = await Promise.race([answered, unanswered]);
  await invoked;
  return result;
}

function silence(name: string, invocation: Invocation): string {
  if (!invocation.succeeded) return `${name} failed: ${invocation.reason}`;
  return `${name} ended without a job result: CodePipeline would wait until the action times out`;
}

/** What CodePipeline tells: input and output artifacts by their places, and short-lived credentials. */
function jobData(
  configuration: Readonly<Record<string, string>>,
  action: ActionModel,
  { artifacts }: RunContext,
): Record<string, unknown> {
  const describe = (name: string, place: { readonly bucket: string; readonly key: string }): unknown => ({
    name,
    revision: null,
    location: { type: 'S3', s3Location: { bucketName: place.bucket, objectKey: place.key } },
  });
  return {
    actionConfiguration: { configuration },
    inputArtifacts: action.inputArtifacts.map((name) => describe(name, artifacts.locate(name))),
    outputArtifacts: action.outputArtifacts.map((name) => describe(name, artifacts.reserve(name))),
    artifactCredentials: {
      accessKeyId: 'AKIAREHEARSAL0000000',
      secretAccessKey: 'rehearsal',
      sessionToken: 'rehearsal',
      expirationTime: Date.now() + 3_600_000,
    },
  };
}
