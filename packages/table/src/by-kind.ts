import type { z } from 'zod';
import { queryPage } from './item.ts';
import type { Key } from './keys.ts';
import type { Table } from './table.ts';

/** Where a page of `ByKind` ended. */
export interface KindPlace extends Key {
  readonly sortAt: string;
}

type Placed = Key & { readonly SortAt: string };

export interface KindQuery {
  readonly kind: string;
  /** Oldest first; newest first when false. */
  readonly forward: boolean;
  /** Bounds of `SortAt`, both included. */
  readonly from: string;
  readonly to: string;
  /** Further conditions; what does not meet them is read and left out. */
  readonly filter?: { condition: string; names: Record<string, string>; values: Record<string, unknown> } | undefined;
  readonly limit: number;
  readonly after?: KindPlace | undefined;
}

/** How many items and pages a single call reads at most when most of them are left out. */
const READ_AT_ONCE = 250;
const READS = 8;

/**
 * A page of the index `ByKind`, which lags a little behind the table. It may be short without being the last: `next`
 * tells.
 */
export async function listByKind<S extends z.ZodType<Placed>>(
  table: Table,
  schema: S,
  query: KindQuery,
): Promise<{ items: z.infer<S>[]; next: KindPlace | null }> {
  const { limit, filter } = query;
  // DynamoDB refuses a BETWEEN whose bounds are the wrong way round.
  if (query.from > query.to) return { items: [], next: null };
  const found: z.infer<S>[] = [];
  let after = query.after ?? null;
  for (let read = 0; read < READS && found.length <= limit; read += 1) {
    // One more than is asked for, so that the last page is known for the last.
    const wanted = filter === undefined ? limit + 1 - found.length : READ_AT_ONCE;
    const { items, last } = await queryPage(table, schema, { ...request(query, after), Limit: wanted });
    found.push(...items);
    after = last === null ? null : placeOf(last as unknown as Placed);
    if (after === null) break;
  }
  const items = found.slice(0, limit);
  const end = items.at(-1);
  return { items, next: found.length > limit && end !== undefined ? placeOf(end as Placed) : after };
}

function request({ kind, forward, from, to, filter }: KindQuery, after: KindPlace | null) {
  return {
    IndexName: 'ByKind',
    KeyConditionExpression: 'Kind = :kind AND SortAt BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':kind': kind, ':from': from, ':to': to, ...filter?.values },
    ...(filter === undefined ? {} : { FilterExpression: filter.condition, ExpressionAttributeNames: filter.names }),
    ScanIndexForward: forward,
    ...(after === null
      ? {}
      : { ExclusiveStartKey: { UserID: after.UserID, FileID: after.FileID, Kind: kind, SortAt: after.sortAt } }),
  };
}

function placeOf({ UserID, FileID, SortAt }: Placed): KindPlace {
  return { UserID, FileID, sortAt: SortAt };
}
