import type { ScanResults } from '@assay/contracts';
import { getReport } from '@assay/table';
import { openReport } from './merge-report.ts';
import type { Scans } from './scans.ts';

/**
 * The merged ScanResults of a file; null before its first scan closed. One read, unless the report is very large.
 * The caller has read the live file item first: nothing is readable except through it.
 */
export async function readReport(
  scans: Pick<Scans, 'table' | 'samples'>,
  userId: string,
  sha256: string,
): Promise<ScanResults | null> {
  const report = await getReport(scans.table, userId, sha256);
  return report === null ? null : openReport(scans, report);
}
