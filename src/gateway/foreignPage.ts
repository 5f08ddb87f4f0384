import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The web page behind a request when it is not a page of this machine; undefined when it is one, or when no page sent it.
 * Browsers leave `Origin` out where a page loads something without reading it, an image for instance, but say that in
 * `Sec-Fetch-*`. Following a link is not foreign: the visitor does that.
 */
export function foreignPageOf(headers: IncomingHttpHeaders): string | undefined {
  const { origin, referer } = headers;
  if (origin !== undefined) return isLoopback(origin) ? undefined : origin;
  if (headers['sec-fetch-site'] !== 'cross-site' || headers['sec-fetch-dest'] === 'document') return undefined;
  if (referer === undefined) return 'unknown';
  return isLoopback(referer) ? undefined : referer;
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && LOOPBACK_NAMES.has(new URL(url).hostname);
}
