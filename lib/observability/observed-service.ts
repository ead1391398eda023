import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Service } from '../config/schema';
import type { GoldenSignals, Saturation } from './golden-signals';

/** One of the two sets of tasks that a release shifts traffic between. */
export type Colour = 'blue' | 'green';

/** What alarms and dashboards need to know of one service in one environment. */
export interface ObservedService {
  /** Name of the service in its environment, for example `shop-production-storefront`; alarm names begin with it. */
  readonly name: string;
  /** The service as configured: name, exposure, delivery, objective, thresholds, task counts, certificate. */
  readonly service: Service;
  /** Base URL, without a slash at the end, that callers use. */
  readonly url: string;
  /** How all its requests are answered, whichever tasks serve them. */
  readonly signals: GoldenSignals;
  /** The same for each colour; empty for a service that is not behind a load balancer. */
  readonly colours: Readonly<Partial<Record<Colour, GoldenSignals>>>;
  /** What the service writes about itself, with or without a load balancer. */
  readonly own: GoldenSignals;
  /** What it counts for the business, such as orders. */
  readonly counts: readonly cloudwatch.Metric[];
  /** How full its tasks are, and how many there are. */
  readonly saturation: Saturation;
  /** Log group of its tasks. */
  readonly logGroupName: string;
  /** Names of the alarms that undo a release, as text. */
  readonly rollbackAlarmNames: readonly string[];
  /** Those of them that say that users get errors or wait too long. */
  readonly feltByUsers: readonly string[];
}
