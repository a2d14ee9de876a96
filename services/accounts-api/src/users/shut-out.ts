import { refreshCached, revokeCached } from '@assay/auth';
import { listApiKeys, revokeApiKey } from '@assay/table';
import type { AccountParts } from '../account-app.ts';

type Parts = Pick<AccountParts, 'table' | 'redis' | 'sessions' | 'now'>;

/** Makes every process read this user's keys anew within a second. After the table says what they are. */
export async function renewKeys({ table, redis }: Pick<Parts, 'table' | 'redis'>, uid: string): Promise<void> {
  const keys = await listApiKeys(table, uid);
  await Promise.all(keys.filter((key) => key.RevokedAt === null).map((key) => refreshCached(redis, key.Api.ApiKey)));
}

/** Revokes all keys of a user for ever and ends all sessions, everywhere within a second. May be repeated. */
export async function shutOut({ table, redis, sessions, now }: Parts, uid: string): Promise<void> {
  for (const { Api } of await listApiKeys(table, uid)) {
    await revokeApiKey(table, uid, Api.ApiKey, now());
    // Also of keys that were revoked before: Redis may have been away then.
    await revokeCached(redis, Api.ApiKey);
  }
  await sessions.endAll(uid);
}
