import type {
  CloudFormationCustomResourceCreateEvent,
  CloudFormationCustomResourceEvent,
  CloudFormationCustomResourceUpdateEvent,
} from 'aws-lambda';
import type { StackAnswer } from '../../shared/answer-stack';
import { inTime } from '../../shared/in-time';
import type { Traffic } from './decide-traffic';
import { GUARD_ATTRIBUTES, GUARD_LIMIT_MS, HANDOVER_TYPE } from './guard-contract';
import type { GuardProperties, HandoverProperties } from './guard-contract';
import { handOverTasks } from './hand-over-tasks';
import { oncePermitted } from './once-permitted';
import { readLiveTraffic } from './read-live-traffic';
import type { Clients } from './read-live-traffic';

type WriteEvent = CloudFormationCustomResourceCreateEvent | CloudFormationCustomResourceUpdateEvent;

/** The answer to any request of CloudFormation, within `limitMs`. Never rejects: CloudFormation waits for it. */
export async function answerTo(
  event: CloudFormationCustomResourceEvent,
  clients: Clients,
  limitMs: number,
): Promise<StackAnswer> {
  // A load balancer, a service or a whole stack that goes has nothing to keep, and must be able to go.
  if (event.RequestType === 'Delete') return { data: {} };
  try {
    const answer = event.ResourceType === HANDOVER_TYPE ? handedOver : weights;
    return { data: await answer(event, clients, limitMs) };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

async function handedOver(
  event: WriteEvent,
  clients: Clients,
  limitMs: number,
): Promise<Record<string, string>> {
  const properties = event.ResourceProperties as unknown as HandoverProperties;
  const before =
    event.RequestType === 'Update'
      ? (event.OldResourceProperties as unknown as HandoverProperties).Service
      : undefined;
  const change = { stackId: event.StackId, properties, before };
  await handOverTasks(clients, change, { limit: AbortSignal.timeout(limitMs) });
  return {};
}

async function weights(
  event: WriteEvent,
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
  const limit = Math.min(limitMs, GUARD_LIMIT_MS);
  const late = `AWS did not tell what is live within ${limit} ms; deploy again`;
  return attributesOf(
    await inTime(
      oncePermitted(() => readLiveTraffic(clients, change)),
      limit,
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
