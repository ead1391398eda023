import type { SmokeCheck } from '../../lib/delivery/smoke';

/** What a good storefront answers, beside what every service answers. */
export const checks: readonly SmokeCheck[] = [
  { path: '/', contentType: 'text/html', contains: '</html>' },
  // The list may be empty: on the first day the catalog behind it is still the placeholder.
  { path: '/api/products', contentType: 'application/json', fields: { products: 'list' } },
];
