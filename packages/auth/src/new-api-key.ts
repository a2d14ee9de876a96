import type { AccessLevel, ApiKeyItem, ApiKeyRecord } from '@assay/contracts';
import { apiKeyKey } from '@assay/table';
import { generateApiKey } from './api-key.ts';
import type { Sealer } from './sealer.ts';

export interface NewApiKey {
  readonly userName: string;
  readonly userId: string;
  readonly accessLevel: AccessLevel;
  /** What people call it. */
  readonly name: string;
  readonly requireExp?: boolean | undefined;
}

const FIRST_VERSION = 1;

/** A new API key as the table keeps it, and its secret, which is nowhere else in the clear. Writes nothing. */
export async function newApiKey(
  sealer: Sealer,
  { userName, userId, accessLevel, name, requireExp = false }: NewApiKey,
  now: Date,
): Promise<{ item: ApiKeyItem; token: string; secret: string }> {
  const { token, secret } = generateApiKey();
  const record: ApiKeyRecord = { token, userName, userId, secret, accessLevel, requireExp };
  const item: ApiKeyItem = {
    ...apiKeyKey(userId, token),
    Api: { ApiKey: token, AccessLevel: accessLevel },
    Sealed: await sealer.seal(record, FIRST_VERSION, null),
    SealVersion: FIRST_VERSION,
    Name: name,
    CreatedAt: now.toISOString(),
    RevokedAt: null,
  };
  return { item, token, secret };
}
