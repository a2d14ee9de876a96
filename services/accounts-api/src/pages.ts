import { type CursorScope, openCursor, requestUrl, signCursor, withCursor } from '@assay/service-kit';
import type { z } from 'zod';
import type { AccountCall, AccountParts } from './account-app.ts';

/** A page of a list that is being asked for. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A page that was read, and where the next one begins; null on the last. */
export interface ReadPage<Item, Place> {
  readonly items: readonly Item[];
  readonly next: Place | null;
}

/**
 * Reads a page where the cursor says and wraps it for the answer. Cursors are good for the same operation, the same
 * query and the same caller only. Throws `invalid-argument` for any other.
 */
export async function answerPage<Item, Shown, S extends z.ZodType>(
  { cursorKey }: Pick<AccountParts, 'cursorKey'>,
  { caller, request, origin }: AccountCall,
  list: { readonly operation: string; readonly query: PageRequest; readonly place: S },
  read: (page: { limit: number; after: z.infer<S> | undefined }) => Promise<ReadPage<Item, z.infer<S>>>,
  show: (item: Item) => Shown,
) {
  const { limit, cursor, ...query } = list.query;
  const scope: CursorScope = { route: list.operation, query, userId: caller.userId };
  const after = cursor === undefined ? undefined : list.place.parse(openCursor(cursorKey, scope, cursor));
  const { items, next } = await read({ limit, after });
  const self = requestUrl(origin, request);
  const further = next === null ? null : signCursor(cursorKey, scope, next);
  return {
    data: items.map(show),
    meta: { count: items.length, ...(further === null ? {} : { cursor: further }) },
    links: { self, ...(further === null ? {} : { next: withCursor(self, further) }) },
  };
}
