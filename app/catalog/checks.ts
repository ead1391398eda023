import type { SmokeCheck } from '../../lib/delivery/smoke';

/** What a good catalog answers, beside what every service answers. */
export const checks: readonly SmokeCheck[] = [
  { path: '/products', contentType: 'application/json', fields: { products: 'filled list' } },
];
