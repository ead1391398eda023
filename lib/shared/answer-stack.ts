import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { plainText, truncate } from '../../app/shared/plain-text';

/** What CloudFormation is told: attributes, or why it must not go on. */
export type StackAnswer = { readonly data: Readonly<Record<string, string>> } | { readonly reason: string };

/** CloudFormation takes 4,096 bytes in all. */
const REASON_LENGTH = 1500;
const TIMEOUT_MS = 10_000;

/** A custom resource of one stack keeps its physical id for life, so that CloudFormation never replaces it. */
function physicalId(event: CloudFormationCustomResourceEvent): string {
  return 'PhysicalResourceId' in event ? event.PhysicalResourceId : event.LogicalResourceId;
}

/**
 * Answers a request of CloudFormation for a custom resource.
 * @throws Error when the answer was not taken
 */
export async function answerStack(
  event: CloudFormationCustomResourceEvent,
  answer: StackAnswer,
): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = event;
  const outcome =
    'data' in answer
      ? { Status: 'SUCCESS', Data: answer.data }
      : { Status: 'FAILED', Reason: truncate(plainText(answer.reason), REASON_LENGTH) };
  const body = JSON.stringify({
    ...outcome,
    StackId,
    RequestId,
    LogicalResourceId,
    PhysicalResourceId: physicalId(event),
  });
  // The address is signed for a request without a content type.
  const headers = { 'content-type': '' };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(event.ResponseURL, { method: 'PUT', headers, body, signal });
  if (!response.ok) throw new Error(`CloudFormation did not take the answer: HTTP ${response.status}`);
}
