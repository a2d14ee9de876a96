import type { FastifyRequest } from 'fastify';

/** Scheme and authority of a target in absolute form, which proxies are sent and anybody may send. */
const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/**
 * The address of this very request, as the client must be able to send it again: path and query of its target under
 * `origin`. A host that the target names is dropped, also the one that `//api` would be to whoever resolves it as a
 * link, because clients follow what is made of this and send their key there.
 */
export function requestUrl(origin: string, { url }: Pick<FastifyRequest, 'url'>): string {
  const path = url.replace(AUTHORITY, '').replace(/^[/\\]*/, '/');
  return new URL(`${origin}${path}`).href;
}

/** The same request with another cursor. */
export function withCursor(self: string, cursor: string): string {
  const url = new URL(self);
  url.searchParams.set('cursor', cursor);
  return url.href;
}
