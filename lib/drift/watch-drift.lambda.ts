import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { AWS_TIMEOUTS } from '../delivery/function-settings';
import { publication } from '../notifications/publication';
import { driftReport } from './classify';
import { clientsByPlace } from './clients';
import { detectAll } from './detect-all';
import { driftMetrics } from './drift-metrics';
import { driftNotice } from './drift-notice';
import { DRIFT_ENV } from './drift-settings';
import { stackPlaces } from './stack-places';
import type { StackShape } from './stack-places';
import { CLOCK, TELL_MS, errorText, log, logStack } from './watch';

const sns = new SNSClient(AWS_TIMEOUTS);
const clientFor = clientsByPlace();

/** Looks at all stacks and tells what it found; throws only when it could not tell, so that Lambda tries again. */
export async function handler(
  input: { readonly id?: string },
  context: { getRemainingTimeInMillis(): number },
): Promise<void> {
  const shape = JSON.parse(process.env[DRIFT_ENV.stacks] ?? '{}') as StackShape;
  const { project } = shape;
  const deadline = CLOCK.now() + context.getRemainingTimeInMillis() - TELL_MS;
  const stacks = { project, clock: CLOCK, deadline, places: stackPlaces(shape) };
  const report = driftReport(
    await detectAll({ ...stacks, clientFor, describe: errorText, done: (each) => logStack(each) }),
  );
  log(driftMetrics(project, report, CLOCK.now()));
  const notice = driftNotice(project, report);
  if (!notice) return;
  const message = publication(notice, input.id ?? `${project}-drift-${CLOCK.now()}`);
  await sns.send(new PublishCommand({ TopicArn: process.env[DRIFT_ENV.topic], ...message }));
}
