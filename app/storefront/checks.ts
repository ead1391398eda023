import type { SmokeCheck } from '../../lib/delivery/smoke';

/** What a good storefront answers, beside what every service answers. */
export const checks: readonly SmokeCheck[] = [
  { path: '/', contentType: 'text/html', contains: '</html>' },
  { path: '/api/products', contentType: 'application/json', fields: { products: 'list' } },
];
