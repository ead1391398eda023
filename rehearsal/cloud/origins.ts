/** Replaces addresses of the model by those on this machine: `host:port` to `127.0.0.1:port`. */
export type Origins = ReadonlyMap<string, string>;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http://': '80', 'https://': '443' };

/**
 * Rewrites every known address in a text, with or without scheme. Without a port the scheme decides it; a host
 * without scheme and port stays. `https` becomes `http`, because the listeners here have no certificate.
 */
export function rewriteOrigins(value: string, origins: Origins): string {
  const hosts = [...new Set([...origins.keys()].map((origin) => origin.slice(0, origin.lastIndexOf(':'))))];
  if (hosts.length === 0) return value;
  const longestFirst = hosts.sort((a, b) => b.length - a.length).map((host) => host.replaceAll('.', '\\.'));
  const address = new RegExp(
    `(https?://)?(?<![\\w.-])(${longestFirst.join('|')})(?::(\\d+))?(?![\\w.-])`,
    'gi',
  );
  return value.replace(
    address,
    (found, scheme: string | undefined, host: string, port: string | undefined) => {
      const wanted = port ?? DEFAULT_PORTS[scheme?.toLowerCase() ?? ''];
      const local = wanted === undefined ? undefined : origins.get(`${host}:${wanted}`);
      if (local === undefined) return found;
      return scheme === undefined ? local : `http://${local}`;
    },
  );
}
