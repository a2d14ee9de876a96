import { z } from 'zod';
import { queryPage, updateItem } from './item.ts';
import { DELIVERY_SHARDS, DUE_SHARDS } from './keys.ts';
import type { Table } from './table.ts';

/** Something that must still happen: the key of its item and when. */
export const DueEntry = z.object({ UserID: z.string(), FileID: z.string(), DueShard: z.number(), DueAt: z.string() });
export type DueEntry = z.infer<typeof DueEntry>;

/** The shards of everything but deliveries. */
const WORK: readonly number[] = Array.from({ length: DUE_SHARDS }, (_, shard) => shard);

/** Webhook deliveries wait apart: their receivers are strangers, and a thousand slow ones must not hold up a scan. */
const DELIVERIES: readonly number[] = Array.from({ length: DELIVERY_SHARDS }, (_, shard) => DUE_SHARDS + shard);

/**
 * What is due now, longest due first, at most `limit`, without webhook deliveries. The index lags a little behind the
 * table.
 */
export function listDue(table: Table, now: Date, limit: number): Promise<DueEntry[]> {
  return listShards(table, WORK, now, limit);
}

/** The webhook deliveries that are due now, longest due first, at most `limit`. */
export function listDueDeliveries(table: Table, now: Date, limit: number): Promise<DueEntry[]> {
  return listShards(table, DELIVERIES, now, limit);
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
