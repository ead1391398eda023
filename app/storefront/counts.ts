import { SERVICE_METRICS } from '../shared/contract';

/** What the storefront counts for the business, beside requests; each is a metric and a graph of its dashboard. */
export const counts: readonly string[] = [SERVICE_METRICS.orders];
