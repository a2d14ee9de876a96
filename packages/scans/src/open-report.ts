import { type ReportItem, ScanResults } from '@assay/contracts';
import { getFile, getScan, listResults } from '@assay/table';
import { EMPTY_RESULTS, mergeScanResults } from './merge-scan-results.ts';
import { unpack } from './packed.ts';
import { readAttributes } from './read-attributes.ts';
import type { FileRef, Scans } from './scans.ts';

/** The ScanResults of a report item, empty when there is none. Throws `CannotOpen`; then `rebuildReport` makes them. */
export async function openReport(
  scans: Pick<Scans, 'samples'>,
  report: Pick<ReportItem, 'ScanResults' | 'ScanResultsKey'> | null,
): Promise<ScanResults> {
  if (report === null) return EMPTY_RESULTS;
  const packed = { inline: report.ScanResults, key: report.ScanResultsKey };
  return (await unpack(scans.samples, ScanResults, packed)) ?? EMPTY_RESULTS;
}

/**
 * The ScanResults of a file made again from its scans: those that gave the newest answer of an engine, oldest first, as
 * the file item names them. A report holds nothing that is not in their answers, so this is the one that was lost. Null when
 * the file is not live: its deletion has removed the report.
 */
export async function rebuildReport(
  scans: Pick<Scans, 'table' | 'samples' | 'logger'>,
  { userId, sha256 }: FileRef,
): Promise<ScanResults | null> {
  const file = await getFile(scans.table, userId, sha256);
  if (file === null) return null;
  const newest = new Set(Object.values(file.Engines).map((engine) => engine.ScanID));
  let merged = EMPTY_RESULTS;
  for (const scanId of [...newest].sort()) {
    const scan = await getScan(scans.table, userId, sha256, scanId);
    // Its file began to be deleted.
    if (scan === null) return null;
    const results = await listResults(scans.table, userId, sha256, scanId);
    merged = mergeScanResults(merged, scan, results, await readAttributes(scans, results));
  }
  return merged;
}
