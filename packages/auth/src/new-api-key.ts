import type { AccessLevel, ApiKeyItem, ApiKeyRecord, QuotaLimits } from '@assay/contracts';
import { apiKeyKey } from '@assay/table';
import { generateApiKey } from './api-key.ts';
import { API_KEY } from './record-kinds.ts';
import type { Sealer } from './sealer.ts';

export interface NewApiKey {
  readonly userName: string;
  readonly userId: string;
  readonly accessLevel: AccessLevel;
  /** What people call it. */
  readonly name: string;
  readonly requireExp?: boolean | undefined;
  readonly expiresAt?: string | null | undefined;
  readonly networks?: readonly string[] | undefined;
  readonly quotas?: QuotaLimits | null | undefined;
}

const FIRST_VERSION = 1;

/** A new API key as the table keeps it, and its secret, which is nowhere else in the clear. Writes nothing. */
export async function newApiKey(
  sealer: Sealer,
  key: NewApiKey,
  now: Date,
): Promise<{ item: ApiKeyItem; token: string; secret: string }> {
  const { userName, userId, accessLevel, name, requireExp = false, expiresAt = null, quotas = null } = key;
  const networks = [...(key.networks ?? [])];
  const { token, secret } = generateApiKey();
  const record: ApiKeyRecord = {
    token,
    userName,
    userId,
    secret,
    accessLevel,
    requireExp,
    expiresAt,
    networks,
    quotas,
  };
  const item: ApiKeyItem = {
    ...apiKeyKey(userId, token),
    Api: { ApiKey: token, AccessLevel: accessLevel },
    Sealed: await sealer.seal(API_KEY, record, FIRST_VERSION, null),
    SealVersion: FIRST_VERSION,
    Name: name,
    CreatedAt: now.toISOString(),
    RevokedAt: null,
    ExpiresOn: expiresAt,
    Networks: networks,
    LastUsedAt: null,
    ReplacedBy: null,
  };
  return { item, token, secret };
}
