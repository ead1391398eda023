import type { Price } from './prices';

/** Something that costs money by only being there. */
export interface Charge {
  /** What it is, in words for a bill. */
  readonly what: string;
  /** Units at the same time: vCPUs, GB, addresses, alarms. */
  readonly quantity: number;
  /** Undefined when the list has no price for it. */
  readonly price: Price | undefined;
}
