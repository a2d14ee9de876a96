import { withCursor } from '@assay/service-kit';

export interface PageEnvelope {
  readonly meta: { count?: number; cursor?: string };
  readonly links: { self: string; next?: string };
}

/** `meta` and `links` of a page; without a cursor it is the last one. `count` is of the whole list, absent when unknown. */
export function pageEnvelope(self: string, cursor: string | null, count?: number): PageEnvelope {
  return {
    meta: { ...(count === undefined ? {} : { count }), ...(cursor === null ? {} : { cursor }) },
    links: { self, ...(cursor === null ? {} : { next: withCursor(self, cursor) }) },
  };
}
