import type { ScanItem } from '@assay/contracts';
import { listResults } from '@assay/table';
import { allAnswered } from './answers.ts';
import { type CloseScans, closeAnswered } from './close.ts';
import type { ScanKey } from './scans.ts';

/**
 * For who was the last to hold a scan's message and runs nothing of it: closes the scan if every engine has answered and
 * its summary does not say so yet. The answers are read here and not taken from the caller, who may have put some of
 * them a moment ago; others are of a process that died before it closed.
 */
export async function settle(scans: CloseScans, key: ScanKey, scan: ScanItem): Promise<void> {
  const results = await listResults(scans.table, key.userId, key.sha256, key.scanId);
  if (allAnswered(scan, results)) await closeAnswered(scans, key, scan, results);
}
