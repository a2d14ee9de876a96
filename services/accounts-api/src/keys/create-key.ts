import { type Caller, newApiKey, rank, type Sealer } from '@assay/auth';
import { type AccessLevel, type ApiKeyItem, AssayError, type UserItem } from '@assay/contracts';
import { listApiKeys, putApiKey, revokeApiKey, type Table, userId } from '@assay/table';
import { makeRoom } from './make-room.ts';
import { withinMaker } from './within-maker.ts';

/** Keys of one user that work at the same time, without those that were rotated and are running out. */
export const MAX_KEYS = 32;

export interface KeyWishes {
  readonly name: string;
  readonly accessLevel: AccessLevel | undefined;
  readonly requireExp: boolean;
  readonly expiresAt: string | null;
  readonly networks: readonly string[];
}

export interface KeyParts {
  readonly table: Table;
  readonly sealer: Sealer;
  readonly now: () => Date;
}

export interface MadeKey {
  readonly item: ApiKeyItem;
  readonly secret: string;
}

/**
 * Makes a key for `owner`, within the bounds of the key that makes it. Throws `forbidden` when it would allow more than the
 * caller or its owner may, or when the owner has as many keys as are allowed; `invalid-argument` when it has run out already.
 */
export async function createKey(parts: KeyParts, caller: Caller, owner: UserItem, wishes: KeyWishes): Promise<MadeKey> {
  const { table, now } = parts;
  const uid = userId(owner.UserName);
  const keys = await listApiKeys(table, uid);
  if (keys.filter(works(now())).length >= MAX_KEYS) throw tooMany();
  await makeRoom(table, keys, now());
  const made = await putKey(parts, caller, owner, wishes);
  if (isBeyondLimit(await listApiKeys(table, uid), made.item.Api.ApiKey, now())) {
    // Others were made at the same moment. Nobody has seen this one's secret.
    await revokeApiKey(table, uid, made.item.Api.ApiKey, now());
    throw tooMany();
  }
  return made;
}

/** Makes a key however many there are; otherwise as `createKey`. */
export async function putKey(parts: KeyParts, caller: Caller, owner: UserItem, asked: KeyWishes): Promise<MadeKey> {
  const { table, sealer, now } = parts;
  const wishes = await withinMaker(parts, caller, asked);
  const accessLevel = wishes.accessLevel ?? lowest(caller.accessLevel, owner.AccessLevel);
  if (rank(accessLevel) > rank(caller.accessLevel) || rank(accessLevel) > rank(owner.AccessLevel)) {
    throw new AssayError('forbidden', 'A key allows no more than its maker and its owner may.');
  }
  if (wishes.expiresAt !== null && Date.parse(wishes.expiresAt) <= now().getTime()) {
    throw new AssayError('invalid-argument', 'expires: is over already');
  }
  // In one form, so that times compare as text.
  const expiresAt = wishes.expiresAt === null ? null : new Date(wishes.expiresAt).toISOString();
  const { name, requireExp, networks } = wishes;
  const place = { userName: owner.UserName, userId: userId(owner.UserName) };
  const key = { ...place, accessLevel, name, requireExp, expiresAt, networks, quotas: owner.Quotas };
  const { item, secret } = await newApiKey(sealer, key, now());
  if (!(await putApiKey(table, item))) throw new AssayError('transient', undefined, { internal: 'the token is taken' });
  return { item, secret };
}

function isBeyondLimit(keys: readonly ApiKeyItem[], token: string, now: Date): boolean {
  const order = (key: ApiKeyItem) => `${key.CreatedAt}${key.Api.ApiKey}`;
  const working = keys.filter(works(now)).sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return working.findIndex((key) => key.Api.ApiKey === token) >= MAX_KEYS;
}

const works = (now: Date) => (key: ApiKeyItem) =>
  key.RevokedAt === null && key.ReplacedBy === null && (key.ExpiresOn === null || key.ExpiresOn > now.toISOString());

function tooMany(): AssayError {
  return new AssayError('forbidden', `A user has at most ${MAX_KEYS} keys; revoke one first.`);
}

function lowest(a: AccessLevel, b: AccessLevel): AccessLevel {
  return rank(a) <= rank(b) ? a : b;
}
