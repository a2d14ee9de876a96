import { API_KEY, type Sealer } from '@assay/auth';
import { type ApiKeyItem, type ApiKeyRecord, AssayError } from '@assay/contracts';

/** What is sealed of a key. Throws `internal` when it does not open, or is of another version than the item says. */
export async function openKeyRecord(sealer: Sealer, key: ApiKeyItem, userId: string): Promise<ApiKeyRecord> {
  const opened = await sealer.open(API_KEY, key.Sealed, { token: key.Api.ApiKey, userId });
  if (opened !== null && opened.version === key.SealVersion) return opened.record;
  throw new AssayError('internal', undefined, { internal: 'the sealed record of an API key does not open' });
}
