import type { Redis } from 'ioredis';
import { orTransient } from './redis-commands.ts';

/** The commands of Redis that keys need. */
export type KeyCache = Pick<Redis, 'get' | 'set'>;

/** What stands in the place of a revoked key's record. */
const TOMBSTONE = 'revoked';

/** What stands there while the record may have changed: the table is asked every time. */
const STALE = 'changed';

/** How long a record is kept; the table is asked again afterwards. */
export const CACHED_MS = 300_000;

/** Outlives every entry that could have been made before it, with room for one that is just being made. */
const TOMBSTONE_S = 2 * (CACHED_MS / 1000);

const redisKey = (token: string) => `apikey:${token}`;

/** What Redis holds of a key: nothing, a tombstone, or its sealed text. */
export async function readCached(redis: KeyCache, token: string): Promise<string | null> {
  return (await orTransient('the key cache', () => redis.get(redisKey(token)))) ?? null;
}

export function isTombstone(cached: string): boolean {
  return cached === TOMBSTONE;
}

export function isStale(cached: string): boolean {
  return cached === STALE;
}

/** Keeps the record unless something stands there already; false when it does, and that may be a tombstone. */
export async function writeCached(redis: KeyCache, token: string, sealed: string): Promise<boolean> {
  return (await orTransient('the key cache', () => redis.set(redisKey(token), sealed, 'PX', CACHED_MS, 'NX'))) === 'OK';
}

/**
 * Makes every process refuse the key within a second. After the table says so, never before: whoever reads the table
 * in between would keep the record again.
 */
export async function revokeCached(redis: KeyCache, token: string): Promise<void> {
  await orTransient('the key cache', () => redis.set(redisKey(token), TOMBSTONE, 'EX', TOMBSTONE_S));
}

/**
 * Makes every process read the table anew within a second, for a key whose user was disabled, demoted, deleted, or got
 * other quotas. After the table says so, never before. A key that is revoked is `revokeCached`.
 */
export async function refreshCached(redis: KeyCache, token: string): Promise<void> {
  await orTransient('the key cache', () => redis.set(redisKey(token), STALE, 'EX', TOMBSTONE_S));
}
