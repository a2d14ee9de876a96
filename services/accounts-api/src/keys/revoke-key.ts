import { type KeyCache, revokeCached } from '@assay/auth';
import { type ApiKeyItem, AssayError } from '@assay/contracts';
import { getApiKey, revokeApiKey, type Table } from '@assay/table';

/**
 * Revokes a key for ever; it stops working within a second, everywhere. May be repeated: when Redis was away the first
 * time, the second one makes it good. Throws `not-found` when there is no such key.
 */
export async function revokeKey(
  { table, redis, now }: { table: Table; redis: KeyCache; now: () => Date },
  uid: string,
  token: string,
): Promise<ApiKeyItem> {
  const at = now();
  if ((await getApiKey(table, uid, token)) === null) throw new AssayError('not-found', 'API key not found.');
  await revokeApiKey(table, uid, token, at);
  await revokeCached(redis, token);
  const key = await getApiKey(table, uid, token);
  if (key === null) throw new AssayError('not-found', 'API key not found.');
  return key;
}
