import { type AccessLevel, ApiKeyItem, UserItem } from '@assay/contracts';
import { ABSENT, deleteItemIf, getItem, putItem, queryAll, updateItem } from './item.ts';
import { accountKey, apiKeyKey, keysPartition, userId } from './keys.ts';
import type { Table } from './table.ts';

export interface NewUser {
  readonly userName: string;
  readonly accessLevel: AccessLevel;
  /** argon2id in PHC form; `-` for who signs in elsewhere. */
  readonly passwordHash: string;
  readonly email?: string | null | undefined;
}

/** A new user as the table keeps it. Writes nothing. */
export function newUser({ userName, accessLevel, passwordHash, email = null }: NewUser, now: Date): UserItem {
  const createdAt = now.toISOString();
  return {
    ...accountKey(userId(userName)),
    Kind: 'user',
    SortAt: `${createdAt}#${userName}`,
    UserName: userName,
    UserInfo: { Email: email, CreatedAt: createdAt, LastLogin: null },
    AccessLevel: accessLevel,
    Disabled: false,
    PasswordHash: passwordHash,
    State: 'live',
    Quotas: null,
    RetentionDays: null,
    OpenId: null,
    SessionsFrom: null,
  };
}

/** Writes a new user; false when the name is taken. Names are never used again. */
export function createUser(table: Table, user: UserItem): Promise<boolean> {
  return putItem(table, user, ABSENT);
}

export function getUser(table: Table, uid: string): Promise<UserItem | null> {
  return getItem(table, UserItem, accountKey(uid));
}

/** Writes a new API key; false when the token is taken. */
export function putApiKey(table: Table, key: ApiKeyItem): Promise<boolean> {
  return putItem(table, key, ABSENT);
}

/** The key, read consistently, revoked or not; null when there is none. */
export function getApiKey(table: Table, uid: string, token: string): Promise<ApiKeyItem | null> {
  return getItem(table, ApiKeyItem, apiKeyKey(uid, token));
}

/** All keys of a user, read consistently, in the order of their tokens. */
export function listApiKeys(table: Table, uid: string): Promise<ApiKeyItem[]> {
  return queryAll(table, ApiKeyItem, {
    KeyConditionExpression: 'UserID = :partition',
    ExpressionAttributeValues: { ':partition': keysPartition(uid) },
    ConsistentRead: true,
  });
}

/** Revokes a key for ever. False when there is no such key, or it was revoked before. */
export function revokeApiKey(table: Table, uid: string, token: string, now: Date): Promise<boolean> {
  return updateItem(table, apiKeyKey(uid, token), {
    update: 'SET RevokedAt = :now',
    condition: 'RevokedAt = :null',
    values: { ':now': now.toISOString(), ':null': null },
  });
}

/** Removes a key that is over for good. False when it is not as it was read. */
export function forgetApiKey(table: Table, { UserID, FileID, RevokedAt, SealVersion }: ApiKeyItem): Promise<boolean> {
  return deleteItemIf(table, { UserID, FileID }, 'RevokedAt = :revoked AND SealVersion = :seen', {
    ':revoked': RevokedAt,
    ':seen': SealVersion,
  });
}

/** What replaces a key's sealed record: the same key, but good until `ExpiresOn`. */
export type KeyExpiry = Pick<ApiKeyItem, 'Sealed' | 'SealVersion' | 'ExpiresOn' | 'ReplacedBy'>;

/** Lets a key run out. False when it is not as it was read: revoked, replaced or sealed anew since. */
export function expireApiKey(table: Table, key: ApiKeyItem, expiry: KeyExpiry): Promise<boolean> {
  return updateItem(
    table,
    { UserID: key.UserID, FileID: key.FileID },
    {
      update: 'SET Sealed = :sealed, SealVersion = :version, ExpiresOn = :expires, ReplacedBy = :by',
      condition:
        'RevokedAt = :null AND SealVersion = :seen AND (attribute_not_exists(ReplacedBy) OR ReplacedBy = :null)',
      values: {
        ':sealed': expiry.Sealed,
        ':version': expiry.SealVersion,
        ':expires': expiry.ExpiresOn,
        ':by': expiry.ReplacedBy,
        ':seen': key.SealVersion,
        ':null': null,
      },
    },
  );
}

/** Takes `expireApiKey` back: the key is as it was read before. False when that was not done, or the key was revoked since. */
export function restoreApiKey(table: Table, key: ApiKeyItem, expiry: KeyExpiry): Promise<boolean> {
  return updateItem(
    table,
    { UserID: key.UserID, FileID: key.FileID },
    {
      update: 'SET Sealed = :sealed, SealVersion = :version, ExpiresOn = :expires, ReplacedBy = :null',
      condition: 'RevokedAt = :null AND SealVersion = :seen AND ReplacedBy = :by',
      values: {
        ':sealed': key.Sealed,
        ':version': key.SealVersion,
        ':expires': key.ExpiresOn,
        ':by': expiry.ReplacedBy,
        ':seen': expiry.SealVersion,
        ':null': null,
      },
    },
  );
}
