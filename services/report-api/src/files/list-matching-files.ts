import type { FileItem } from '@assay/contracts';
import { type FilePlace, listFiles, type Table } from '@assay/table';
import { type FileFilter, matchesFilter } from './file-filter.ts';

/** Most files looked at for one page; a narrow filter then answers a short page with a cursor that goes on. */
const MAX_LOOKED_AT = 1000;
const READ_AT_ONCE = 100;

/**
 * A user's files that match, last submitted first. A page may be short, even empty, without being the last: `next`
 * is where to go on, null only when there is nothing more.
 */
export async function listMatchingFiles(
  table: Table,
  userId: string,
  filter: FileFilter,
  limit: number,
  after: FilePlace | undefined,
): Promise<{ items: FileItem[]; next: FilePlace | null }> {
  const items: FileItem[] = [];
  const filtered = Object.values(filter).some((value) => value !== undefined);
  let place = start(filter, after);
  for (let looked = 0; looked < MAX_LOOKED_AT; looked += READ_AT_ONCE) {
    // One more than is shown tells whether there is a next page, so that the last one is known for the last.
    const read = { limit: filtered ? READ_AT_ONCE : limit - items.length + 1, after: place };
    const page = await listFiles(table, userId, read);
    for (const [at, file] of page.items.entries()) {
      if (filter.submitted_from !== undefined && file.RecentAt < filter.submitted_from) return { items, next: null };
      if (!matchesFilter(file, filter)) continue;
      items.push(file);
      const last = at === page.items.length - 1 && page.next === null;
      if (items.length === limit) return { items, next: last ? null : placeOf(file) };
    }
    if (page.next === null) return { items, next: null };
    place = page.next;
  }
  return { items, next: place ?? null };
}

/** Newest first, so what is too new is skipped by beginning below it. `g` is above every SHA-256. */
function start(filter: FileFilter, after: FilePlace | undefined): FilePlace | undefined {
  if (after !== undefined || filter.submitted_before === undefined) return after;
  return { recentAt: new Date(Date.parse(filter.submitted_before) - 1).toISOString(), sha256: 'g' };
}

function placeOf(file: FileItem): FilePlace {
  return { recentAt: file.RecentAt, sha256: file.FileID };
}
