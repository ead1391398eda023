import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { StackAnswer } from '../../shared/answer-stack';
import { inTime } from '../../shared/in-time';
import type { Traffic } from './decide-traffic';
import { GUARD_ATTRIBUTES } from './guard-contract';
import type { GuardProperties } from './guard-contract';
import { oncePermitted } from './once-permitted';
import { readLiveTraffic } from './read-live-traffic';
import type { Clients } from './read-live-traffic';

/** The answer to any request of CloudFormation, within `limitMs`. Never rejects: CloudFormation waits for it. */
export async function answerTo(
  event: CloudFormationCustomResourceEvent,
  clients: Clients,
  limitMs: number,
): Promise<StackAnswer> {
  // A load balancer, a service or a whole stack that goes has nothing to keep, and must be able to go.
  if (event.RequestType === 'Delete') return { data: {} };
  try {
    return { data: await weights(event, clients, limitMs) };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

async function weights(
  event: CloudFormationCustomResourceEvent,
  clients: Clients,
  limitMs: number,
): Promise<Record<string, string>> {
  const { ResourceProperties: now } = event;
  const before = event.RequestType === 'Update' ? event.OldResourceProperties : now;
  const change = {
    stackId: event.StackId,
    properties: now as unknown as GuardProperties,
    before: before as unknown as GuardProperties,
  };
  const late = `AWS did not tell what is live within ${limitMs} ms; deploy again`;
  return attributesOf(
    await inTime(
      oncePermitted(() => readLiveTraffic(clients, change)),
      limitMs,
      late,
    ),
  );
}

function attributesOf({ production, test }: Traffic): Record<string, string> {
  return {
    [GUARD_ATTRIBUTES.production.blue]: String(production.blue),
    [GUARD_ATTRIBUTES.production.green]: String(production.green),
    [GUARD_ATTRIBUTES.test.blue]: String(test.blue),
    [GUARD_ATTRIBUTES.test.green]: String(test.green),
  };
}
