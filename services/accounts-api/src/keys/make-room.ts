import { type ApiKeyItem, AssayError } from '@assay/contracts';
import { forgetApiKey, type Table } from '@assay/table';

/** Keys of one user that are kept and listed: those that work or are running out, and of those that are over the last ones. */
export const MAX_KEYS_KEPT = 1000;

/**
 * Forgets the keys that have been over for longest where one more would be too many, so that nobody is stuck with what they
 * once had; the trail knows them all. Throws `forbidden` when too many work or are running out.
 */
export async function makeRoom(table: Table, keys: readonly ApiKeyItem[], now: Date): Promise<void> {
  const tooMany = keys.length + 1 - MAX_KEYS_KEPT;
  if (tooMany <= 0) return;
  const over = keys.flatMap((key) => {
    const at = overSince(key, now);
    return at === null ? [] : [{ key, at }];
  });
  if (over.length < tooMany) throw new AssayError('forbidden', 'Too many keys are running out; revoke some first.');
  over.sort((a, b) => (a.at < b.at ? -1 : 1));
  for (const { key } of over.slice(0, tooMany)) await forgetApiKey(table, key);
}

/** When a key was revoked or ran out; null when it still works. */
function overSince({ RevokedAt, ExpiresOn }: ApiKeyItem, now: Date): string | null {
  return RevokedAt ?? (ExpiresOn !== null && ExpiresOn <= now.toISOString() ? ExpiresOn : null);
}
