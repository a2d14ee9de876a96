import { AssayError, type FileChange, type FileItem } from '@assay/contracts';
import { markFileDue } from '@assay/scans';
import { changeFile, type Table } from '@assay/table';
import { noSuchFile } from './file-hash.ts';

const MOST_USER_TAGS = 100;

/** Tags and names a file. Throws invalid-argument for too many tags, and not-found when it is deleted meanwhile. */
export async function applyChange(table: Table, file: FileItem, change: FileChange, now: Date): Promise<FileItem> {
  const changed = await changeFile(table, file.UserID, file.FileID, (current) => {
    if (current === null || current.State !== 'live') return null;
    const next = withChange(current, change);
    return next === null ? null : markFileDue({ ...next, ChangedAt: now.toISOString() }, now);
  });
  if (changed === null || changed.State !== 'live') throw noSuchFile(file.FileID);
  return changed;
}

/** The file as it is to be, or null when it is so already. */
function withChange(file: FileItem, { tags, name }: FileChange): FileItem | null {
  const { DisplayName: before, ...rest } = file;
  const removed = new Set(tags?.remove);
  const kept = file.UserTags.filter((tag) => !removed.has(tag));
  const UserTags = [...new Set([...kept, ...(tags?.add ?? [])])].sort();
  if (UserTags.length > MOST_USER_TAGS) {
    throw new AssayError('invalid-argument', `tags: a file takes at most ${MOST_USER_TAGS}`);
  }
  const DisplayName = name === undefined ? before : (name ?? undefined);
  const same = DisplayName === before && UserTags.join() === [...file.UserTags].sort().join();
  if (same) return null;
  return { ...rest, UserTags, ...(DisplayName === undefined ? {} : { DisplayName }) };
}
