import type { FileItem } from '@assay/contracts';
import { deleteItem, putItem } from './item.ts';
import { fileKey } from './keys.ts';
import type { Table } from './table.ts';

/**
 * Replaces a file of which everything is gone by what is left of it, if it was not changed since it was read. False
 * when it was. It has no `Hash` and no `RecentAt`, so no index of files lists it; read, it is a file that is being
 * deleted, and so nobody's to read.
 */
export function putTombstone(table: Table, file: FileItem, left: Omit<FileItem, 'Version'>): Promise<boolean> {
  const { Hash: _hash, RecentAt: _recentAt, ...rest } = left;
  const item = { ...rest, Version: file.Version + 1 };
  return putItem(table, item, 'Version = :version', { ':version': file.Version });
}

/** Removes what is left of a file, if it was not changed since it was read; false when it was. */
export function removeTombstone(table: Table, file: FileItem): Promise<boolean> {
  return deleteItem(table, fileKey(file.UserID, file.FileID), file.Version);
}
