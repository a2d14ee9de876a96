import { randomBytes } from 'node:crypto';
import { Attributes, type ReportItem, type ResultItem, type ScanItem, ScanResults } from '@assay/contracts';
import { changeReport, deleteReport, getScan, reportKey } from '@assay/table';
import { EMPTY_RESULTS, type EngineAttributes, mergeScanResults } from './merge-scan-results.ts';
import { pack, unpack } from './packed.ts';
import type { ScanKey, Scans } from './scans.ts';

type ReportScans = Pick<Scans, 'table' | 'samples' | 'logger'>;

/** An item of the table holds at most 400 KB; above this much compressed the report lies in the sample store. */
const INLINE_BYTES = 300 * 1024;

/** A report that holds a scan's answers. */
export interface MergedReport {
  readonly attributes: EngineAttributes;
  /** Removes it again when its file turned out to be deleted, unless somebody has written it since. */
  takeBack(): Promise<void>;
}

/** Merges a scan's answers into the report of its file; null when the scan is gone. */
export async function mergeReport(
  scans: ReportScans,
  key: ScanKey,
  scan: ScanItem,
  results: readonly ResultItem[],
): Promise<MergedReport | null> {
  const { userId, sha256, scanId } = key;
  const attributes = await readAttributes(scans, key, results);
  let merged: ScanResults | null = null;
  let replaced: string | null = null;
  let stored: string | null = null;
  const written = await changeReport(scans.table, userId, sha256, async (report) => {
    merged = null;
    if (stored !== null) await remove(scans, key, stored);
    // After the report: one that was removed with its file in between is not written.
    if ((await getScan(scans.table, userId, sha256, scanId)) === null) return null;
    merged = mergeScanResults(await openReport(scans, report), scan, results, attributes);
    replaced = report?.ScanResultsKey ?? null;
    const place = `results/${userId}/${sha256}/report/${randomBytes(8).toString('hex')}`;
    const packed = await pack(scans.samples, place, merged, INLINE_BYTES);
    stored = packed.key;
    return { ...reportKey(userId, sha256), ScanResults: packed.inline, ScanResultsKey: packed.key };
  });
  if (merged === null || written === null) return null;
  if (replaced !== null && written.ScanResultsKey !== replaced) await remove(scans, key, replaced);
  return {
    attributes: (merged as ScanResults).Attributes,
    async takeBack() {
      await deleteReport(scans.table, userId, sha256, written.Version);
      if (written.ScanResultsKey !== null) await remove(scans, key, written.ScanResultsKey);
    },
  };
}

async function remove(scans: ReportScans, key: ScanKey, object: string): Promise<void> {
  await scans.samples.delete(object).catch((error: unknown) => {
    scans.logger.warn({ err: error, scan: key.scanId }, 'a replaced report was not removed');
  });
}

/** The ScanResults of a report item, empty when there is none. */
export async function openReport(
  scans: Pick<Scans, 'samples'>,
  report: Pick<ReportItem, 'ScanResults' | 'ScanResultsKey'> | null,
): Promise<ScanResults> {
  if (report === null) return EMPTY_RESULTS;
  const packed = { inline: report.ScanResults, key: report.ScanResultsKey };
  return (await unpack(scans.samples, ScanResults, packed)) ?? EMPTY_RESULTS;
}

/** What the completed engines of a scan found. What cannot be opened any more is logged and left out. */
async function readAttributes(
  scans: ReportScans,
  key: ScanKey,
  results: readonly ResultItem[],
): Promise<Map<string, EngineAttributes>> {
  const found = new Map<string, EngineAttributes>();
  // One after the other: each may be megabytes.
  for (const result of results.filter((each) => each.Outcome === 'completed')) {
    const packed = { inline: result.Attributes, key: result.AttributesKey };
    if (packed.key !== null && (await scans.samples.size(packed.key)) === null) {
      scans.logger.error({ scan: key.scanId, engine: result.Engine }, 'the attributes of an engine are missing');
      continue;
    }
    found.set(result.Engine, (await unpack(scans.samples, Attributes, packed)) ?? {});
  }
  return found;
}
