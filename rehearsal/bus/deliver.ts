import type { EventRuleModel } from '../event-rule-model';
import type { Invocation } from '../pipeline/lambda/instance';
import type { AwsEvent } from './aws-events';
import { matches, PatternError } from './match-pattern';

/** One event that a function gets because a rule lets it through. */
export interface Delivery {
  readonly functionArn: string;
  readonly event: AwsEvent;
}

/** An event on which a function failed. */
export interface FailedDelivery extends Delivery {
  readonly reason: string;
}

/**
 * Who gets which event: every function once for each event that one of its rules lets through, as with one rule for each
 * purpose. Patterns that are not understood are given to `unchecked`.
 */
export function deliveriesOf(
  rules: readonly EventRuleModel[],
  events: readonly AwsEvent[],
  unchecked: (what: string) => void,
): Delivery[] {
  return events.flatMap((event) => {
    const wanted = rules.filter((rule) => lets(rule, event, unchecked));
    const functions = new Set(wanted.flatMap(({ functionArns }) => functionArns));
    return [...functions].map((functionArn) => ({ functionArn, event }));
  });
}

function lets({ arn, pattern }: EventRuleModel, event: AwsEvent, unchecked: (what: string) => void): boolean {
  try {
    return matches(pattern, event);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    unchecked(`${arn.split('/').at(-1) ?? arn}: ${error.message}`);
    return false;
  }
}

/** What runs a function: it takes one event after the other until it is closed. */
export interface Runner {
  invoke(event: AwsEvent): Promise<Invocation>;
  close(): Promise<void>;
}

/**
 * Hands the events over. A function gets one after the other, in their order and in one process, as on AWS while it is
 * warm; functions do not wait for each other. Resolves with what failed: there is no second try, because nothing here
 * fails by chance.
 */
export async function deliver(
  deliveries: readonly Delivery[],
  open: (functionArn: string) => Runner,
): Promise<FailedDelivery[]> {
  const functions = new Set(deliveries.map(({ functionArn }) => functionArn));
  const failed = await Promise.all(
    [...functions].map(async (arn) => {
      const own = deliveries.filter(({ functionArn }) => functionArn === arn);
      return deliverTo(own, open(arn));
    }),
  );
  return failed.flat();
}

async function deliverTo(deliveries: readonly Delivery[], runner: Runner): Promise<FailedDelivery[]> {
  const failed: FailedDelivery[] = [];
  try {
    for (const delivery of deliveries) {
      const outcome = await runner.invoke(delivery.event);
      if (!outcome.succeeded) failed.push({ ...delivery, reason: outcome.reason });
    }
  } finally {
    await runner.close();
  }
  return failed;
}
