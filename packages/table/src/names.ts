import { AliasItem, ObjectNameItem } from '@assay/contracts';
import { getFile } from './files.ts';
import { ABSENT, deleteItem, deleteItemIf, getItem, putItem, queryAll, under } from './item.ts';
import { aliasKey, aliasPrefix, objectNameKey } from './keys.ts';
import type { Table } from './table.ts';

export interface Hashes {
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
}

/**
 * Reserves the object name `<user>:<md5>` for this SHA-256 and answers the name its bytes belong under:
 * `<user>:<md5>`, or `<user>:<md5>:<sha256>` when another file of the same MD5 holds it. Before any byte
 * reaches a final name; always the same answer for the same file.
 */
export async function reserveName(
  table: Table,
  uid: string,
  user: string,
  md5: string,
  sha256: string,
  now: Date = new Date(),
): Promise<string> {
  const key = objectNameKey(uid, md5);
  for (;;) {
    const held = await getItem(table, ObjectNameItem, key);
    if (held !== null) return held.SHA256 === sha256 ? `${user}:${md5}` : `${user}:${md5}:${sha256}`;
    await putItem(table, { ...key, SHA256: sha256, ReservedAt: now.toISOString() }, ABSENT);
  }
}

/**
 * Whether this SHA-256 holds the object name `<user>:<md5>`; takes it when nobody does, so that nobody else can while its
 * object is being removed.
 */
export async function holdName(table: Table, uid: string, md5: string, sha256: string, now: Date): Promise<boolean> {
  const key = objectNameKey(uid, md5);
  if (await putItem(table, { ...key, SHA256: sha256, ReservedAt: now.toISOString() }, ABSENT)) return true;
  return (await getItem(table, ObjectNameItem, key))?.SHA256 === sha256;
}

/** The SHA-256 of the file to which an object name of this user belongs; null when it belongs to none. */
export async function holderOfName(table: Table, uid: string, objectKey: string): Promise<string | null> {
  const [, md5 = '', sha256] = objectKey.split(':');
  return sha256 ?? (await getItem(table, ObjectNameItem, objectNameKey(uid, md5)))?.SHA256 ?? null;
}

/** Gives the object name `<user>:<md5>` back, if this SHA-256 holds it. After its object is gone. */
export async function releaseName(table: Table, uid: string, md5: string, sha256: string): Promise<void> {
  await deleteItemIf(table, objectNameKey(uid, md5), 'SHA256 = :sha256', { ':sha256': sha256 });
}

/** Makes the file findable by MD5 and SHA-1. */
export async function putAliases(table: Table, uid: string, hashes: Hashes, now: Date = new Date()): Promise<void> {
  await Promise.all(
    [hashes.md5, hashes.sha1].map((hash) => {
      const item: AliasItem = {
        ...aliasKey(uid, hash, hashes.sha256),
        Hash: hash,
        SHA256: hashes.sha256,
        CreatedAt: now.toISOString(),
      };
      return putItem(table, item, ABSENT);
    }),
  );
}

export async function deleteAliases(table: Table, uid: string, hashes: Hashes): Promise<void> {
  await Promise.all([hashes.md5, hashes.sha1].map((hash) => deleteItem(table, aliasKey(uid, hash, hashes.sha256))));
}

/**
 * The SHA-256 of this user's live files with this MD5, SHA-1 or SHA-256, the last submitted first; empty when
 * there is none. `hash` is lower-case hex.
 */
export async function resolveHash(table: Table, uid: string, hash: string): Promise<string[]> {
  if (hash.length === 64) return (await getFile(table, uid, hash)) === null ? [] : [hash];
  const aliases = await queryAll(table, AliasItem, { ...under(uid, aliasPrefix(hash)), ConsistentRead: true });
  const files = await Promise.all(aliases.map((alias) => getFile(table, uid, alias.SHA256)));
  return files
    .filter((file) => file !== null)
    .sort((a, b) => b.RecentAt.localeCompare(a.RecentAt) || a.FileID.localeCompare(b.FileID))
    .map((file) => file.FileID);
}
