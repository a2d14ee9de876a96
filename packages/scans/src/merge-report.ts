import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { ReportItem, ResultItem, ScanItem, ScanResults } from '@assay/contracts';
import type { ObjectKey } from '@assay/samples';
import { changeReport, deleteReport, getScan, reportKey } from '@assay/table';
import { type EngineAttributes, mergeScanResults } from './merge-scan-results.ts';
import { openReport, rebuildReport } from './open-report.ts';
import { CannotOpen, type Packed, pack } from './packed.ts';
import { readAttributes } from './read-attributes.ts';
import type { ScanKey, Scans } from './scans.ts';

type ReportScans = Pick<Scans, 'table' | 'samples' | 'limits' | 'logger'>;

/** A report that holds a scan's answers. */
export interface MergedReport {
  readonly attributes: EngineAttributes;
  /** Removes it again when its file turned out to be deleted, unless somebody has written it since. */
  takeBack(): Promise<void>;
}

/** What one try has made of the report, and the reason when it had to be made from nothing. */
interface Try {
  readonly before: ScanResults;
  readonly merged: ScanResults;
  readonly packed: Packed;
  readonly lost: CannotOpen | null;
}

/**
 * Merges a scan's answers into the report of its file; null when the scan or its file is gone.
 *
 * Which of the objects that the tries have seen or stored is the report is known when the item is: the others are removed
 * then, and not before. When the fate of the write is not known, all stay, and those that are not named lie there until the
 * file is deleted.
 */
export async function mergeReport(
  scans: ReportScans,
  key: ScanKey,
  scan: ScanItem,
  results: readonly ResultItem[],
): Promise<MergedReport | null> {
  const { userId, sha256, scanId } = key;
  const attributes = await readAttributes(scans, results);
  const seen = new Set<ObjectKey>();
  let last = null as Try | null;
  const written = await changeReport(scans.table, userId, sha256, async (report) => {
    // The acknowledgement of this very write was lost.
    if (last !== null && holds(report, last.packed)) return null;
    last = null;
    if (report?.ScanResultsKey) seen.add(report.ScanResultsKey);
    // After the report: one that was removed with its file in between is not written.
    if ((await getScan(scans.table, userId, sha256, scanId)) === null) return null;
    const { before, lost } = await openOrRebuild(scans, key, report);
    if (before === null) return null;
    const merged = mergeScanResults(before, scan, results, attributes);
    const place = `results/${userId}/${sha256}/report/${randomBytes(8).toString('hex')}`;
    const packed = await pack(scans.samples, place, merged, scans.limits.reportInlineBytes);
    if (packed.key !== null) seen.add(packed.key);
    last = { before, merged, packed, lost };
    return { ...reportKey(userId, sha256), ScanResults: packed.inline, ScanResultsKey: packed.key };
  });
  await remove(
    scans,
    key,
    [...seen].filter((object) => object !== written?.ScanResultsKey),
  );
  if (last === null || written === null) return null;
  tellOperators(scans, key, last);
  return {
    attributes: last.merged.Attributes,
    async takeBack() {
      await deleteReport(scans.table, userId, sha256, written.Version);
      if (written.ScanResultsKey !== null) await remove(scans, key, [written.ScanResultsKey]);
    },
  };
}

function tellOperators(scans: ReportScans, { scanId }: ScanKey, { before, merged, lost }: Try): void {
  if (lost !== null) {
    scans.logger.error({ err: lost, scan: scanId }, 'a report was lost; it was made again from the scans of its file');
  }
  const leftOut = merged.LeftOut;
  if (Object.keys(leftOut).length > 0 && !isDeepStrictEqual(before.LeftOut, leftOut)) {
    scans.logger.warn({ scan: scanId, leftOut }, 'what engines found is too large for the report of its file');
  }
}

/** Whether the item is what this try has written. */
function holds(report: ReportItem | null, packed: Packed): boolean {
  if (report === null) return false;
  if (packed.key !== null || packed.inline === null) return report.ScanResultsKey === packed.key;
  return report.ScanResults !== null && Buffer.compare(report.ScanResults, packed.inline) === 0;
}

/** A report that is lost must not keep the scans of its file from closing for ever. Null when its file is deleted too. */
async function openOrRebuild(
  scans: ReportScans,
  key: ScanKey,
  report: ReportItem | null,
): Promise<{ before: ScanResults | null; lost: CannotOpen | null }> {
  try {
    return { before: await openReport(scans, report), lost: null };
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error;
    return { before: await rebuildReport(scans, key), lost: error };
  }
}

async function remove(scans: ReportScans, key: ScanKey, objects: readonly ObjectKey[]): Promise<void> {
  await Promise.all(
    objects.map((object) =>
      scans.samples.delete(object).catch((error: unknown) => {
        scans.logger.warn({ err: error, scan: key.scanId }, 'a replaced report was not removed');
      }),
    ),
  );
}
