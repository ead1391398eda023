/**
 * Headers that keep a page from being framed, sniffed or made to load or run anything.
 * They are worked out once: doing it for each request costs more than answering it.
 * @param styleSource Content-Security-Policy source of the page's own style
 */
export function pageHeaders(styleSource: string): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy':
      `default-src 'none'; style-src ${styleSource}; img-src data:; ` +
      "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    // Browsers heed this over HTTPS only. Other names under the domain are not this service's business.
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}
