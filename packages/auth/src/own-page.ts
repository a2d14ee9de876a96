import { AssayError } from '@assay/contracts';
import type { Arrival } from './arrival.ts';

/** Methods that change nothing. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A header that a page of another origin cannot send without being asked first, which we never answer. */
export const PAGE_HEADER = 'x-assay-request';

/**
 * Refuses what a page of somebody else may have made a browser send with our cookie: a request that changes something
 * must have the page's own header and, where the browser says whence it is, be from our own origin. Throws `forbidden`.
 */
export function mustBeOwnPage({ headers, method, origin }: Arrival): void {
  if (SAFE.has(method)) return;
  const site = headers['sec-fetch-site'];
  const own =
    headers[PAGE_HEADER] === '1' &&
    (headers.origin === undefined || isOrigin(headers.origin, origin)) &&
    (site === undefined || site === 'same-origin');
  if (!own) throw new AssayError('forbidden', undefined, { internal: 'a cookie without the own page behind it' });
}

function isOrigin(text: string, origin: string): boolean {
  return URL.canParse(text) && URL.canParse(origin) && new URL(text).origin === new URL(origin).origin;
}
