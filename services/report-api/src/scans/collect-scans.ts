import type { FileItem, ScanItem } from '@assay/contracts';
import { listScans, type Table } from '@assay/table';
import { collectPage } from '../collect-page.ts';

/** Scans of a file, newest first; `next` is where a further page begins, null on the last one. */
export function collectScans(
  table: Table,
  file: Pick<FileItem, 'UserID' | 'FileID'>,
  limit: number,
  after: string | undefined,
): Promise<{ items: ScanItem[]; next: string | null }> {
  const read = (page: { limit: number; after: string | undefined }) => listScans(table, file.UserID, file.FileID, page);
  return collectPage(read, (scan) => scan.ScanID, limit, after);
}
