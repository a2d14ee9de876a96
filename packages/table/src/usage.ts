import { UsageItem } from '@assay/contracts';
import { ABSENT, putItem, queryAll, updateItem } from './item.ts';
import { apiKeyKey, usageKey, usagePartition } from './keys.ts';
import type { Table } from './table.ts';

/** The table forgets a day's counts so long after it began. */
const KEPT_DAYS = 60;

/** Of one write, because an expression of the table may have 4 KB. */
const PER_WRITE = 20;

/**
 * Adds calls, by operation, to a day (`YYYY-MM-DD`, UTC) of a user. Counts for people to read: when the acknowledgement of
 * a write is lost, its calls may be counted twice.
 */
export async function addUsage(
  table: Table,
  uid: string,
  day: string,
  calls: Readonly<Record<string, number>>,
): Promise<void> {
  const all = Object.entries(calls);
  for (let from = 0; from < all.length; from += PER_WRITE) {
    const some = all.slice(from, from + PER_WRITE);
    if (await addCounts(table, uid, day, some)) continue;
    await putItem(table, emptyDay(uid, day), ABSENT);
    await addCounts(table, uid, day, some);
  }
}

function emptyDay(uid: string, day: string): UsageItem {
  const ends = Date.parse(`${day}T00:00:00.000Z`) / 1000 + KEPT_DAYS * 86_400;
  return { ...usageKey(uid, day), Requests: {}, ExpiresAt: ends };
}

function addCounts(table: Table, uid: string, day: string, counts: readonly [string, number][]): Promise<boolean> {
  return updateItem(table, usageKey(uid, day), {
    update: `SET ${counts.map((_, at) => `Requests.#o${at} = if_not_exists(Requests.#o${at}, :zero) + :n${at}`).join(', ')}`,
    condition: 'attribute_exists(UserID)',
    values: { ':zero': 0, ...Object.fromEntries(counts.map(([, count], at) => [`:n${at}`, count])) },
    names: Object.fromEntries(counts.map(([operation], at) => [`#o${at}`, operation])),
  });
}

/** The days of a user from `from` to `to` (`YYYY-MM-DD`), both included, that have calls; oldest first. */
export function listUsage(table: Table, uid: string, from: string, to: string): Promise<UsageItem[]> {
  return queryAll(table, UsageItem, {
    KeyConditionExpression: 'UserID = :partition AND FileID BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':partition': usagePartition(uid), ':from': from, ':to': to },
    ConsistentRead: true,
  });
}

/** Notes that a key was used at `at`, unless it was used later. False then, and when there is no such key. */
export function noteKeyUsed(table: Table, uid: string, token: string, at: Date): Promise<boolean> {
  return updateItem(table, apiKeyKey(uid, token), {
    update: 'SET LastUsedAt = :at',
    condition:
      'attribute_exists(UserID) AND (attribute_not_exists(LastUsedAt) OR LastUsedAt = :null OR LastUsedAt < :at)',
    values: { ':at': at.toISOString(), ':null': null },
  });
}
