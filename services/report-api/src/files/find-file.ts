import type { FileItem } from '@assay/contracts';
import { getFile, resolveHash, type Table } from '@assay/table';
import { fileHash, noSuchFile } from './file-hash.ts';

export interface FoundFile {
  readonly file: FileItem;
  /** SHA-256 of this user's other files with the same hash, newest first. */
  readonly collisions: readonly string[];
}

/** The user's live file with this MD5, SHA-1 or SHA-256, the last submitted of several; throws not-found. */
export async function findFile(table: Table, userId: string, id: string): Promise<FoundFile> {
  const hash = fileHash(id);
  const [newest, ...collisions] = await resolveHash(table, userId, hash);
  const file = newest === undefined ? null : await getFile(table, userId, newest);
  if (file === null) throw noSuchFile(hash);
  return { file, collisions };
}
