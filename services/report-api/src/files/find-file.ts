import { type Caller, rank } from '@assay/auth';
import type { FileItem } from '@assay/contracts';
import { filesByHash, getFile, resolveHash, type Table, userId } from '@assay/table';
import { fileHash, noSuchFile } from './file-hash.ts';

/** Whoever reads files: who it is, and how far their access reaches. */
export type Reader = Pick<Caller, 'userId' | 'accessLevel'>;

export interface FoundFile {
  /** Everything of it lies in the partition `file.UserID`, which need not be the caller's. */
  readonly file: FileItem;
  /** SHA-256 of the same user's other files with the same hash, newest first. */
  readonly collisions: readonly string[];
}

/** Most owners of one hash that are looked at. */
const MOST_OWNERS = 64;

/**
 * The live file with this MD5, SHA-1 or SHA-256, the last submitted of several: the caller's own, else, for an analyst,
 * somebody's; with `owner` that user's. Throws not-found, in the same words for what nobody has and what the caller may
 * not see; for who is no analyst no partition but their own is looked at, so the time tells nothing either.
 */
export async function findFile(table: Table, caller: Reader, id: string, owner?: string): Promise<FoundFile> {
  const hash = fileHash(id);
  const [file, ...others] = await findFiles(table, caller, hash, owner);
  if (file === undefined) throw noSuchFile(hash);
  const collisions = others.filter((other) => other.UserID === file.UserID).map((other) => other.FileID);
  return { file, collisions };
}

/** Every live file with this hash that the caller may mean, the likeliest first: see `findFile`. */
export async function findFiles(table: Table, caller: Reader, hash: string, owner?: string): Promise<FileItem[]> {
  if (owner !== undefined) {
    const of = userId(owner);
    return of === caller.userId || readsAll(caller) ? filesOf(table, of, hash) : [];
  }
  const own = await filesOf(table, caller.userId, hash);
  return own.length > 0 || !readsAll(caller) ? own : filesOfAnybody(table, hash);
}

/**
 * The same, set by set, for what lies under a file and has an id of its own (a scan, a comment): the caller's own files
 * first, then, for an analyst, those of everybody, since both may have the file and only one of them what is looked for.
 */
export async function* everyFile(table: Table, caller: Reader, hash: string, owner?: string): AsyncGenerator<FileItem> {
  if (owner !== undefined) {
    yield* await findFiles(table, caller, hash, owner);
    return;
  }
  yield* await filesOf(table, caller.userId, hash);
  if (!readsAll(caller)) return;
  for (const file of await filesOfAnybody(table, hash)) {
    if (file.UserID !== caller.userId) yield file;
  }
}

/** Whether somebody reads the files of others too. */
export function readsAll(caller: Pick<Reader, 'accessLevel'>): boolean {
  return rank(caller.accessLevel) >= rank('analyst');
}

/** Whether somebody may change this file: its owner and an admin. */
export function mayChange(caller: Reader, file: Pick<FileItem, 'UserID'>): boolean {
  return file.UserID === caller.userId || caller.accessLevel === 'admin';
}

async function filesOf(table: Table, uid: string, hash: string): Promise<FileItem[]> {
  const ids = hash.length === 64 ? [hash] : await resolveHash(table, uid, hash);
  const files = await Promise.all(ids.map((sha256) => getFile(table, uid, sha256)));
  return files.filter((file) => file !== null);
}

async function filesOfAnybody(table: Table, hash: string): Promise<FileItem[]> {
  const places = await filesByHash(table, hash, MOST_OWNERS);
  const files = await Promise.all(places.map((place) => getFile(table, place.userId, place.sha256)));
  return files.filter((file) => file !== null).sort((a, b) => b.RecentAt.localeCompare(a.RecentAt));
}
