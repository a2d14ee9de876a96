import { z } from 'zod';
import { queryPage, updateItem } from './item.ts';
import { DELIVERY_SHARDS, DUE_SHARDS, FILE_SHARDS } from './keys.ts';
import type { Table } from './table.ts';

/** Something that must still happen: the key of its item and when. */
export const DueEntry = z.object({ UserID: z.string(), FileID: z.string(), DueShard: z.number(), DueAt: z.string() });
export type DueEntry = z.infer<typeof DueEntry>;

/** The shards of scans and accounts. */
const WORK: readonly number[] = shardsFrom(0, DUE_SHARDS);

/** Webhook deliveries wait apart: their receivers are strangers, and a thousand slow ones must not hold up a scan. */
const DELIVERIES: readonly number[] = shardsFrom(DUE_SHARDS, DELIVERY_SHARDS);

/** Files wait apart too: for the search index, which may be away for hours while everything else works. */
const FILES: readonly number[] = shardsFrom(DUE_SHARDS + DELIVERY_SHARDS, FILE_SHARDS);

function shardsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, shard) => first + shard);
}

/** The scans and accounts that are due now, longest due first, at most `limit`. The index lags a little behind the table. */
export function listDue(table: Table, now: Date, limit: number): Promise<DueEntry[]> {
  return listShards(table, WORK, now, limit);
}

/** The webhook deliveries that are due now, longest due first, at most `limit`. */
export function listDueDeliveries(table: Table, now: Date, limit: number): Promise<DueEntry[]> {
  return listShards(table, DELIVERIES, now, limit);
}

/** The files that are due now, longest due first, at most `limit`. */
export function listDueFiles(table: Table, now: Date, limit: number): Promise<DueEntry[]> {
  return listShards(table, FILES, now, limit);
}

async function listShards(table: Table, among: readonly number[], now: Date, limit: number): Promise<DueEntry[]> {
  const shards = await Promise.all(
    among.map((shard) =>
      queryPage(table, DueEntry, {
        IndexName: 'Due',
        KeyConditionExpression: 'DueShard = :shard AND DueAt <= :now',
        ExpressionAttributeValues: { ':shard': shard, ':now': now.toISOString() },
        Limit: limit,
      }),
    ),
  );
  return shards
    .flatMap((shard) => shard.items)
    .sort((a, b) => a.DueAt.localeCompare(b.DueAt))
    .slice(0, limit);
}

/**
 * Takes an entry for this process by moving it to `until`, if nobody moved it since. It counts as a write of the
 * item, so a whole-item write that began before is refused and does not take the lease back.
 */
export function leaseDue(table: Table, due: DueEntry, until: Date): Promise<boolean> {
  return updateItem(
    table,
    { UserID: due.UserID, FileID: due.FileID },
    {
      update: 'SET DueAt = :until ADD Version :one',
      condition: 'DueAt = :seen',
      values: { ':until': until.toISOString(), ':seen': due.DueAt, ':one': 1 },
    },
  );
}

/** Takes an entry out of `Due`, if nobody moved it since it was held: there is nothing left to do. */
export function leaveDue(table: Table, held: DueEntry): Promise<boolean> {
  return updateItem(
    table,
    { UserID: held.UserID, FileID: held.FileID },
    {
      update: 'REMOVE DueAt, DueShard ADD Version :one',
      condition: 'DueAt = :held',
      values: { ':held': held.DueAt, ':one': 1 },
    },
  );
}
