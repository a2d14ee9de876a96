import type { ScanResults } from '@assay/contracts';
import { getReport } from '@assay/table';
import { openReport, rebuildReport } from './open-report.ts';
import { CannotOpen } from './packed.ts';
import type { Scans } from './scans.ts';

/**
 * The merged ScanResults of a file; null before its first scan closed. One read, unless the report is very large. One that
 * cannot be opened is made again for this reader from the scans of the file, and stored by the next scan that closes.
 * The caller has read the live file item first: nothing is readable except through it.
 */
export async function readReport(
  scans: Pick<Scans, 'table' | 'samples' | 'logger'>,
  userId: string,
  sha256: string,
): Promise<ScanResults | null> {
  let report = await getReport(scans.table, userId, sha256);
  for (;;) {
    if (report === null) return null;
    try {
      return await openReport(scans, report);
    } catch (error) {
      if (!(error instanceof CannotOpen)) throw error;
      const now = await getReport(scans.table, userId, sha256);
      if (now?.Version === report.Version) return rebuild(scans, userId, sha256, error);
      // A scan closed in between, and who closed it removed the object that we were about to read.
      report = now;
    }
  }
}

async function rebuild(
  scans: Pick<Scans, 'table' | 'samples' | 'logger'>,
  userId: string,
  sha256: string,
  lost: CannotOpen,
): Promise<ScanResults | null> {
  const results = await rebuildReport(scans, { userId, sha256 });
  if (results !== null) {
    scans.logger.error({ err: lost, user: userId, file: sha256 }, 'a report was lost; this reader got a new one');
  }
  return results;
}
