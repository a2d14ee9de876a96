import { readReport, type Scans, searchDocument } from '@assay/scans';
import type { SearchIndex } from '@assay/search';
import { type AnyFilePlace, allFiles, getFile } from '@assay/table';

/** Files of one write to the index. */
const AT_ONCE = 100;

export interface FillProgress {
  /** Files written by this run so far. */
  readonly files: number;
  /** Where another run can go on; null when all is done. */
  readonly next: AnyFilePlace | null;
}

/**
 * Writes the document of every file, from `from` on. It may run while the system works and be repeated: the index keeps
 * the newest version of each, and every file is read consistently just before it is written.
 */
export async function* fillSearch(
  { table, samples, logger }: Pick<Scans, 'table' | 'samples' | 'logger'>,
  index: Pick<SearchIndex, 'putAll' | 'remove'>,
  from?: AnyFilePlace,
): AsyncGenerator<FillProgress> {
  let after = from;
  let files = 0;
  for (;;) {
    const page = await allFiles(table, { limit: AT_ONCE, after });
    const documents = [];
    for (const { UserID, FileID } of page.items) {
      const file = await getFile(table, UserID, FileID);
      if (file === null) continue;
      documents.push(searchDocument(file, await readReport({ table, samples, logger }, UserID, FileID)));
    }
    await index.putAll(documents);
    // Whose deletion was faster than our write would stay in the index.
    for (const { userId, sha256 } of documents) {
      if ((await getFile(table, userId, sha256)) === null) await index.remove(userId, sha256);
    }
    files += documents.length;
    yield { files, next: page.next };
    if (page.next === null) return;
    after = page.next;
  }
}
