import { type Caller, newApiKey, rank, type Sealer } from '@assay/auth';
import { type AccessLevel, type ApiKeyItem, AssayError, type UserItem } from '@assay/contracts';
import { listApiKeys, putApiKey, revokeApiKey, type Table, userId } from '@assay/table';

/** Keys of one user that work at the same time. */
export const MAX_KEYS = 32;
/** Keys of one user with the revoked ones, which stay listed. */
export const MAX_KEYS_EVER = 1000;

export interface KeyWishes {
  readonly name: string;
  readonly accessLevel: AccessLevel | undefined;
  readonly requireExp: boolean;
}

/**
 * Makes a key for `owner`. Throws `forbidden` when it would allow more than the caller or its owner may, or when the
 * owner has as many keys as are allowed.
 */
export async function createKey(
  { table, sealer, now }: { table: Table; sealer: Sealer; now: () => Date },
  caller: Caller,
  owner: UserItem,
  wishes: KeyWishes,
): Promise<{ item: ApiKeyItem; secret: string }> {
  const uid = userId(owner.UserName);
  const accessLevel = wishes.accessLevel ?? lowest(caller.accessLevel, owner.AccessLevel);
  if (rank(accessLevel) > rank(caller.accessLevel) || rank(accessLevel) > rank(owner.AccessLevel)) {
    throw new AssayError('forbidden', 'A key allows no more than its maker and its owner may.');
  }
  refuseTooMany(await listApiKeys(table, uid));
  const { name, requireExp } = wishes;
  const key = { userName: owner.UserName, userId: uid, accessLevel, name, requireExp };
  const { item, token, secret } = await newApiKey(sealer, key, now());
  if (!(await putApiKey(table, item))) throw new AssayError('transient', undefined, { internal: 'the token is taken' });
  if (isBeyondLimit(await listApiKeys(table, uid), token)) {
    // Others were made at the same moment. Nobody has seen this one's secret.
    await revokeApiKey(table, uid, token, now());
    throw tooMany();
  }
  return { item, secret };
}

function refuseTooMany(keys: readonly ApiKeyItem[]): void {
  const working = keys.filter((key) => key.RevokedAt === null);
  if (working.length >= MAX_KEYS || keys.length >= MAX_KEYS_EVER) throw tooMany();
}

function isBeyondLimit(keys: readonly ApiKeyItem[], token: string): boolean {
  const order = (key: ApiKeyItem) => `${key.CreatedAt}${key.Api.ApiKey}`;
  const working = keys.filter((key) => key.RevokedAt === null).sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return working.findIndex((key) => key.Api.ApiKey === token) >= MAX_KEYS;
}

function tooMany(): AssayError {
  return new AssayError('forbidden', `A user has at most ${MAX_KEYS} keys; revoke one first.`);
}

function lowest(a: AccessLevel, b: AccessLevel): AccessLevel {
  return rank(a) <= rank(b) ? a : b;
}
