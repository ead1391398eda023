/** How long a server waits for its clients, in milliseconds. */
export interface ServerLimits {
  /** A connection without a request is closed after this time. */
  readonly keepAliveTimeout: number;
  /** From the first byte of a request to the end of its headers; a connection that sends nothing counts too. */
  readonly headersTimeout: number;
  /** From the first byte of a request to the last one of its body. */
  readonly requestTimeout: number;
  /** Time between two looks at what is late: so much longer a stalled request may live. */
  readonly connectionsCheckingInterval: number;
}

/** Load balancers keep an idle connection for this time unless they are told another one. */
export const LOAD_BALANCER_IDLE_MS = 60_000;

/** The longest that a request may take to arrive, so that a slow client cannot hold a draining task. */
export const REQUEST_LIMIT_MS = 30_000;

const CHECKING_INTERVAL_MS = 1_000;

/**
 * Limits of every server here. They hold only together:
 * - the server must not be the first to close an idle connection, or a request of the load balancer meets its end;
 * - Node.js swaps the limits of headers and of the whole request when the first is the longer one;
 * - it looks for late requests every half minute unless it is told otherwise, and that time comes on top.
 */
export const SERVER_LIMITS: ServerLimits = {
  keepAliveTimeout: LOAD_BALANCER_IDLE_MS + 5_000,
  headersTimeout: REQUEST_LIMIT_MS - CHECKING_INTERVAL_MS,
  requestTimeout: REQUEST_LIMIT_MS - CHECKING_INTERVAL_MS,
  connectionsCheckingInterval: CHECKING_INTERVAL_MS,
};
