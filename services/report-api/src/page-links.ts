import type { FastifyRequest } from 'fastify';

/** The address of this very request, as the client must be able to send it again. */
export function selfUrl(origin: string, request: Pick<FastifyRequest, 'url'>): string {
  return new URL(request.url, origin).href;
}

/** The same request with another cursor. */
export function nextUrl(self: string, cursor: string): string {
  const url = new URL(self);
  url.searchParams.set('cursor', cursor);
  return url.href;
}

export interface PageEnvelope {
  readonly meta: { count?: number; cursor?: string };
  readonly links: { self: string; next?: string };
}

/** `meta` and `links` of a page; without a cursor it is the last one. `count` is of the whole list, absent when unknown. */
export function pageEnvelope(self: string, cursor: string | null, count?: number): PageEnvelope {
  return {
    meta: { ...(count === undefined ? {} : { count }), ...(cursor === null ? {} : { cursor }) },
    links: { self, ...(cursor === null ? {} : { next: nextUrl(self, cursor) }) },
  };
}
