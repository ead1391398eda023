/** A product of the shop. */
export interface Product {
  /** Stable id, used in paths. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Price in euro cents. */
  readonly priceCents: number;
  /** Key of the drawing that the storefront shows. */
  readonly picture: string;
}

/** Everything the shop sells. */
export const PRODUCTS: readonly Product[] = [
  {
    id: 'canary-mug',
    name: 'Canary mug',
    description: 'Takes the first ten percent of your coffee before you commit to the rest.',
    priceCents: 1490,
    picture: 'mug',
  },
  {
    id: 'blue-green-socks',
    name: 'Blue/green socks',
    description: 'Two identical pairs. Wear one, keep the other ready, switch in a second.',
    priceCents: 990,
    picture: 'socks',
  },
  {
    id: 'rollback-rope',
    name: 'Rollback rope',
    description: 'Twelve metres of the way back. Tested before every climb.',
    priceCents: 4900,
    picture: 'rope',
  },
  {
    id: 'alarm-clock',
    name: 'Composite alarm clock',
    description: 'Rings only when two things are wrong at once. Sleep better.',
    priceCents: 3250,
    picture: 'clock',
  },
  {
    id: 'drift-compass',
    name: 'Drift compass',
    description: 'Shows where you are, not where the plan says you should be.',
    priceCents: 2790,
    picture: 'compass',
  },
  {
    id: 'postmortem-notebook',
    name: 'Blameless notebook',
    description: 'Ruled for timelines, with no column for names.',
    priceCents: 790,
    picture: 'notebook',
  },
];
