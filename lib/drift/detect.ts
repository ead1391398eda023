import { DescribeStacksCommand, DetectStackDriftCommand } from '@aws-sdk/client-cloudformation';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { classifyStack, unreadStack } from './classify';
import type { StackReport } from './drift-model';
import { finishedDetection, readResults } from './results';

/** Time as a detection sees it; milliseconds. */
export interface DetectionClock {
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

/** One stack, and how long it may take. */
export interface Detection {
  readonly client: CloudFormationClient;
  readonly stack: string;
  readonly project: string;
  readonly clock: DetectionClock;
  /** When to give up, in milliseconds of the clock. */
  readonly deadline: number;
}

/** How long a stack that is being updated, or looked at by somebody else, is left alone before the next try. */
const BUSY_PAUSE_MS = 20_000;

const MISSING =
  'the stack is not there, in the account and region that were asked; deploy it, npx cdk deploy --all';

/** CloudFormation user guide, "What is drift?", and the states of an import. */
const CHECKABLE = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_FAILED',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
]);

/**
 * Detects and judges the drift of one stack. A stack that cannot be looked at is a report too.
 * @throws whatever AWS says when it is about the caller: credentials, permissions, network, throttling that does not end
 */
export async function detectStack(detection: Detection): Promise<StackReport> {
  const { stack, project } = detection;
  const started = await startDetection(detection);
  if ('problem' in started) return unreadStack(stack, started.problem);
  const end = await finishedDetection(detection, started.id);
  if (!end) return unreadStack(stack, 'the detection was not done in time');
  const { resources, drifts } = await readResults(detection, end.since);
  const { problem } = end;
  return classifyStack({ stack, project, resources, drifts, ...(problem !== undefined && { problem }) });
}

type Started = { readonly id: string } | { readonly problem: string };

/** Starts a detection as soon as the stack is at rest. */
async function startDetection(detection: Detection): Promise<Started> {
  const { client, stack, clock, deadline } = detection;
  for (;;) {
    const status = await statusOf(client, stack);
    if (status === undefined) return { problem: MISSING };
    let busy = `the stack is in ${status}`;
    if (CHECKABLE.has(status)) {
      const started = await tryToStart(client, stack);
      if ('id' in started) return started;
      busy = started.busy;
    } else if (!status.endsWith('_IN_PROGRESS')) {
      return { problem: `the stack is in ${status}, in which CloudFormation detects no drift` };
    }
    if (clock.now() + BUSY_PAUSE_MS > deadline) return { problem: `${busy}, and it did not end in time` };
    await clock.wait(BUSY_PAUSE_MS);
  }
}

async function statusOf(client: CloudFormationClient, StackName: string): Promise<string | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0]?.StackStatus;
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message)) {
      return undefined;
    }
    throw error;
  }
}

async function tryToStart(
  client: CloudFormationClient,
  StackName: string,
): Promise<{ readonly id: string } | { readonly busy: string }> {
  try {
    const { StackDriftDetectionId = '' } = await client.send(new DetectStackDriftCommand({ StackName }));
    return { id: StackDriftDetectionId };
  } catch (error) {
    // Somebody else looks for drift, or an update began since the stack was at rest; AWS has one name for both.
    if (error instanceof Error && error.name === 'ValidationError' && /in.progress/i.test(error.message)) {
      return { busy: error.message };
    }
    throw error;
  }
}
