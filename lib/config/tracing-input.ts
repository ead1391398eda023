/** How requests are traced through the services of an environment. */
export interface TracingInput {
  /**
   * True when an agent beside each service sends its traces to X-Ray. It takes up to 256 MiB of the task.
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * Share of the requests that are traced after the first one of each second, in percent, 0 to 100.
   * @default 5
   */
  readonly percent?: number;
  /**
   * The same for orders, which are worth more.
   * @default 50
   */
  readonly checkoutPercent?: number;
  /**
   * True when X-Ray looks for incidents among the failed and the slow requests. 1 US dollar for a million traces.
   * @default true
   */
  readonly insights?: boolean;
  /**
   * True when the objective of each public service is also kept in CloudWatch Application Signals, with its error
   * budget. In one environment of an account and region only. About 0.26 US dollars a month for each public service.
   * @default false
   */
  readonly applicationSignals?: boolean;
  /**
   * Searches every span, and not only traces. It switches the whole account and region, see `docs/tracing.md`. In one
   * environment of an account and region only. 0.35 US dollars for each GB of spans.
   * @default - spans stay with X-Ray
   */
  readonly transactionSearch?: TransactionSearchInput;
}

/** CloudWatch Transaction Search. */
export interface TransactionSearchInput {
  /**
   * Share of the traces that X-Ray still indexes, in percent, 0 to 100. Groups, insights and annotations see those
   * only. One percent is free.
   * @default 1
   */
  readonly indexedPercent?: number;
}
