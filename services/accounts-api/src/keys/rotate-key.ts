import { API_KEY, type Caller, refreshCached } from '@assay/auth';
import { type ApiKeyItem, type ApiKeyRecord, AssayError, type UserItem } from '@assay/contracts';
import {
  expireApiKey,
  getApiKey,
  type KeyExpiry,
  listApiKeys,
  restoreApiKey,
  revokeApiKey,
  userId,
} from '@assay/table';
import type { AccountParts } from '../account-app.ts';
import { type MadeKey, putKey } from './create-key.ts';
import { makeRoom } from './make-room.ts';
import { openKeyRecord } from './open-key-record.ts';

type Parts = Pick<AccountParts, 'table' | 'redis' | 'sealer' | 'now'>;

const HOUR_MS = 3_600_000;

/**
 * Replaces a key by one with the same name, level, networks and life, within the bounds of the key that does it, and lets
 * the old one run out after the overlap. When something fails on the way the old key is as it was, and rotating may be asked
 * for again. Throws `not-found`; `conflict` when it was revoked, has run out or was rotated before; `forbidden` as when a
 * key is made.
 */
export async function rotateKey(
  parts: Parts,
  caller: Caller,
  owner: UserItem,
  token: string,
  overlapHours: number,
): Promise<MadeKey> {
  const { table, now } = parts;
  const uid = userId(owner.UserName);
  const old = await getApiKey(table, uid, token);
  if (old === null) throw new AssayError('not-found', 'API key not found.');
  mustWork(old, now());
  await makeRoom(table, await listApiKeys(table, uid), now());
  const record = await openKeyRecord(parts.sealer, old, uid);
  const made = await putKey(parts, caller, owner, wishesOf(old, record, now()));
  const expiresOn = earlier(old.ExpiresOn, new Date(now().getTime() + overlapHours * HOUR_MS).toISOString());
  const expiry = await expiryOf(parts, old, record, { expiresOn, replacedBy: made.item.Api.ApiKey });
  try {
    // False when somebody else did something to it in the meantime.
    if (!(await expireApiKey(table, old, expiry))) throw unusable();
    await refreshCached(parts.redis, token);
  } catch (error) {
    // Nobody has seen the new secret, and nobody will.
    await restoreApiKey(table, old, expiry);
    await revokeApiKey(table, uid, made.item.Api.ApiKey, now());
    throw error;
  }
  return made;
}

function mustWork(key: ApiKeyItem, now: Date): void {
  const over = key.ExpiresOn !== null && key.ExpiresOn <= now.toISOString();
  if (key.RevokedAt !== null || key.ReplacedBy !== null || over) throw unusable();
}

function unusable(): AssayError {
  return new AssayError('conflict', 'The key was revoked, has run out, or was rotated before.');
}

/** The same again; a key that was to run out lives as long as the old one was given. */
function wishesOf(old: ApiKeyItem, { requireExp }: ApiKeyRecord, now: Date) {
  const lifeMs = old.ExpiresOn === null ? null : Date.parse(old.ExpiresOn) - Date.parse(old.CreatedAt);
  const expiresAt = lifeMs === null ? null : new Date(now.getTime() + lifeMs).toISOString();
  return { name: old.Name, accessLevel: old.Api.AccessLevel, requireExp, expiresAt, networks: old.Networks };
}

/** The same record, good until `expiresOn`. */
async function expiryOf(
  { sealer }: Parts,
  old: ApiKeyItem,
  record: ApiKeyRecord,
  { expiresOn, replacedBy }: { expiresOn: string; replacedBy: string },
): Promise<KeyExpiry> {
  const version = old.SealVersion + 1;
  const sealed = await sealer.seal(API_KEY, { ...record, expiresAt: expiresOn }, version, null);
  return { Sealed: sealed, SealVersion: version, ExpiresOn: expiresOn, ReplacedBy: replacedBy };
}

function earlier(a: string | null, b: string): string {
  return a !== null && a < b ? a : b;
}
