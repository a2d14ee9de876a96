import type { FileItem, ScanItem } from '@assay/contracts';
import { listScans, type Table } from '@assay/table';
import { collectPage } from '../collect-page.ts';

/**
 * Scans of a file, newest first, that `readScan` finds too; `next` is where a further page begins, null on the last one.
 * What is left out is left out before a page is full, so that a page is never empty while there are scans behind it.
 */
export function collectScans(
  table: Table,
  file: Pick<FileItem, 'UserID' | 'FileID' | 'OpenScans'>,
  limit: number,
  after: string | undefined,
): Promise<{ items: ScanItem[]; next: string | null }> {
  const read = async (page: { limit: number; after: string | undefined }) => {
    const { items, next } = await listScans(table, file.UserID, file.FileID, page);
    return { items: items.filter((scan) => accepted(scan, file)), next };
  };
  return collectPage(read, (scan) => scan.ScanID, limit, after);
}

/** A scan whose upload was not accepted, or joined another scan, is being removed. */
function accepted(scan: ScanItem, file: Pick<FileItem, 'OpenScans'>): boolean {
  return scan.Status !== 'queued' || file.OpenScans[scan.ScanID] !== undefined;
}
