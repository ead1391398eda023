import { CodeCommitClient } from '@aws-sdk/client-codecommit';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { AWS_TIMEOUTS } from '../delivery/function-settings';
import { oncePermitted } from '../delivery/live-traffic/once-permitted';
import { insist, logLine, workLimitMs } from '../delivery/verdict';
import type { TimeLeft } from '../delivery/verdict';
import { answerStack } from '../shared/answer-stack';
import type { StackAnswer } from '../shared/answer-stack';
import { inTime } from '../shared/in-time';
import { keepApprovalRules } from './keep-approval-rules';
import type { RulesRequest } from './keep-approval-rules';

const codeCommit = new CodeCommitClient(AWS_TIMEOUTS);

/** Keeps the approval rules as CloudFormation asks, and tells it how that went; whatever happens here. */
export async function handler(event: CloudFormationCustomResourceEvent, context: TimeLeft): Promise<void> {
  const request = {
    type: event.RequestType,
    properties: event.ResourceProperties,
    ...(event.RequestType === 'Update' && { before: event.OldResourceProperties }),
  } as unknown as RulesRequest;
  const limit = workLimitMs(context);
  const late = `CodeCommit did not take the approval rules within ${limit} ms; deploy again`;
  const answer = await inTime(
    oncePermitted(() => keepApprovalRules(codeCommit, request)),
    limit,
    late,
  ).then(
    (): StackAnswer => ({ data: {} }),
    (error: unknown): StackAnswer => ({ reason: error instanceof Error ? error.message : String(error) }),
  );
  logLine({ request: event.RequestType, stack: event.StackId, ...answer });
  await insist(() => answerStack(event, answer));
}
