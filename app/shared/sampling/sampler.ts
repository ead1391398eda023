/** What a sampling decision may look at. */
export interface SamplingSubject {
  readonly method: string;
  /** Path, with or without a query. */
  readonly url: string;
  /** Value of the `Host` header; empty without one. */
  readonly host: string;
  /** Annotations that differ between requests and are known when one arrives. */
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/** Decides whether a request is traced when its caller has not decided. */
export interface Sampler {
  decide(subject: SamplingSubject): boolean;
  /** Stops whatever runs in the background. */
  stop(): void;
}

/** How sampling is set up: by X-Ray's rules, asked from `endpoint`, or by a share from 0 to 1. */
export type SamplingChoice =
  { readonly kind: 'xray'; readonly endpoint: string } | { readonly kind: 'local'; readonly ratio: number };

/** The share of requests that is traced when nothing else is said. */
export const DEFAULT_RATIO = 0.05;
