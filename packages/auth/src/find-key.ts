import type { KeyObject } from 'node:crypto';
import { AccessLevel, type ApiKeyRecord, AssayError } from '@assay/contracts';
import { getApiKey, getUser, type Table } from '@assay/table';
import { signingKey } from './api-key.ts';
import { CACHED_MS, isStale, isTombstone, type KeyCache, readCached, writeCached } from './key-cache.ts';
import { type Networks, networksOf } from './networks.ts';
import { API_KEY, type SealedPlace } from './record-kinds.ts';
import type { Sealer } from './sealer.ts';

/** A key that may be used, ready to verify with. */
export interface FoundKey {
  readonly record: ApiKeyRecord;
  readonly key: KeyObject;
  readonly mayCallFrom: Networks;
}

export interface KeySources {
  readonly redis: KeyCache;
  readonly table: Table;
  readonly sealer: Sealer;
  readonly clock: () => number;
}

/** What Redis says of a key: what it is, that it may not be used, or nothing. */
export type CachedKey = FoundKey | 'revoked' | 'unknown';

/** The key of this token and owner as Redis keeps it. */
export async function findCachedKey({ redis, sealer, clock }: KeySources, place: SealedPlace): Promise<CachedKey> {
  const cached = await readCached(redis, place.token);
  if (cached !== null && isTombstone(cached)) return 'revoked';
  const opened = cached === null || isStale(cached) ? null : await sealer.open(API_KEY, cached, place);
  // Who can write to Redis could keep an old record there for ever, so the time it is good for is sealed in.
  const good = opened !== null && opened.notAfter !== null && opened.notAfter > clock();
  return good ? found(opened.record) : 'unknown';
}

/** The key of this token and owner from the table, which Redis then keeps; null when there is none that may be used. */
export async function findStoredKey(sources: KeySources, place: SealedPlace): Promise<FoundKey | null> {
  const { redis, sealer, clock } = sources;
  const read = await readKey(sources, place);
  if (read === null) return null;
  const { record, version } = read;
  const kept = await writeCached(redis, place.token, await sealer.seal(API_KEY, record, version, clock() + CACHED_MS));
  if (!kept) {
    // Revoked between our reading of the table and now, or kept by another process in the meantime.
    const now = await readCached(redis, place.token);
    if (now !== null && isTombstone(now)) return null;
  }
  return found(record);
}

function found(record: ApiKeyRecord): FoundKey {
  return { record, key: signingKey(record.secret), mayCallFrom: networksOf(record.networks) };
}

async function readKey(
  { table, sealer }: KeySources,
  place: SealedPlace,
): Promise<{ record: ApiKeyRecord; version: number } | null> {
  const [key, user] = await Promise.all([getApiKey(table, place.userId, place.token), getUser(table, place.userId)]);
  if (key === null || key.RevokedAt !== null || user === null || user.Disabled || user.State !== 'live') return null;
  const opened = await sealer.open(API_KEY, key.Sealed, place);
  if (opened === null || opened.notAfter !== null || opened.version !== key.SealVersion) {
    throw new AssayError('internal', undefined, { internal: 'the sealed record of an API key does not open' });
  }
  const { record, version } = opened;
  const accessLevel = lower(record.accessLevel, user.AccessLevel);
  return { record: { ...record, accessLevel, quotas: user.Quotas }, version };
}

/** A key never allows more than its user, who may have been demoted since. */
function lower(a: AccessLevel, b: AccessLevel): AccessLevel {
  return rank(a) <= rank(b) ? a : b;
}

/** Access levels in order: a higher rank may do more. */
export function rank(level: AccessLevel): number {
  return AccessLevel.options.indexOf(level);
}
