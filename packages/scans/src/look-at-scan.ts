import type { FileItem, ScanItem } from '@assay/contracts';
import {
  changeScan,
  type DueEntry,
  deleteScan,
  deleteSubmission,
  getScan,
  leaseDue,
  moveSubmission,
  readFileItem,
} from '@assay/table';
import { announce } from './announce.ts';
import { close } from './close.ts';
import { driveScan } from './drive-scan.ts';
import { after, withDue } from './due-at.ts';
import type { ScanKey, Scans } from './scans.ts';

export type SweepScanScans = Pick<
  Scans,
  | 'table'
  | 'samples'
  | 'topic'
  | 'queues'
  | 'live'
  | 'ticketKey'
  | 'completed'
  | 'webhooks'
  | 'limits'
  | 'logger'
  | 'now'
>;

/** Does what a scan in `Due` waits for: to be published, claimed, ended, closed, announced, or removed. */
export async function lookAtScan(scans: SweepScanScans, key: ScanKey, entry: DueEntry): Promise<void> {
  const scan = await getScan(scans.table, key.userId, key.sha256, key.scanId);
  if (scan === null) return;
  if (scan.Status === 'complete') return scan.Announced ? leave(scans, key) : tell(scans, key, scan, entry);
  if (scan.Status === 'closing') {
    await close(scans, key);
    return;
  }
  const file = await readFileItem(scans.table, key.userId, key.sha256);
  // A deletion removes the scans of its file itself; nothing of them is begun any more. What is left of a deleted file is
  // none: an upload may be accepted on it, and is like any other that was not.
  if (file?.State === 'deleting' && file.NewestScan === null) return;
  if (file?.OpenScans[key.scanId] === undefined) {
    return notListed(scans, key, scan, file);
  }
  await driveScan(scans, key, scan);
}

/** What cannot be told now is tried again soon while that is new, and at most half a minute apart when it lasts. */
async function tell(scans: SweepScanScans, key: ScanKey, scan: ScanItem, entry: DueEntry): Promise<void> {
  const file = await readFileItem(scans.table, key.userId, key.sha256);
  // A deletion removes the scans of its file itself.
  if (file?.State === 'deleting') return;
  try {
    await announce(scans, key, scan);
  } catch (error) {
    const { retryS, publishAgainMaxS } = scans.limits;
    const ageS = (scans.now().getTime() - Date.parse(scan.Completed ?? scan.Created)) / 1000;
    const againS = Math.min(publishAgainMaxS, Math.max(retryS, ageS));
    await leaseDue(scans.table, entry, new Date(after(scans.now(), againS)));
    throw error;
  }
}

/** Complete scans are in `Due` no more; writing it again with nothing to wait for removes it. */
async function leave(scans: SweepScanScans, key: ScanKey): Promise<void> {
  await changeScan(scans.table, key.userId, key.sha256, key.scanId, (scan) =>
    scan?.Status === 'complete' && scan.DueAt !== undefined ? withDue(scan, scans.now(), scans.limits) : null,
  );
}

/**
 * A scan that its file does not list: its upload joined another scan, or is about to be accepted, or died before it
 * was. The first is removed once its submission names the other scan, with the second we are patient, the third is
 * removed when it is old, together with its submission. Removal holds only for the scan as it was read, before the
 * file was.
 */
async function notListed(scans: SweepScanScans, key: ScanKey, scan: ScanItem, file: FileItem | null): Promise<void> {
  const { userId, sha256, scanId } = key;
  if (file?.CountedSubmissions.includes(scanId)) {
    const joined = file.Joined[scanId];
    if (joined !== undefined) await moveSubmission(scans.table, userId, sha256, scanId, joined);
    await deleteScan(scans.table, userId, sha256, scanId, scan.Version);
    return;
  }
  const ageS = (scans.now().getTime() - Date.parse(scan.Created)) / 1000;
  if (ageS < scans.limits.orphanS) return waitForAcceptance(scans, key, scan, ageS);
  await deleteSubmission(scans.table, userId, sha256, scanId);
  await deleteScan(scans.table, userId, sha256, scanId, scan.Version);
  scans.logger.info({ scan: scanId }, 'a scan that was never accepted was removed');
}

async function waitForAcceptance(scans: SweepScanScans, key: ScanKey, scan: ScanItem, ageS: number): Promise<void> {
  const now = scans.now();
  const checkAt = after(now, Math.min(Math.max(ageS, scans.limits.retryS), 60));
  await changeScan(scans.table, key.userId, key.sha256, key.scanId, (current) =>
    current?.Version === scan.Version
      ? withDue({ ...current, Pools: mapPools(current, checkAt) }, now, scans.limits)
      : null,
  );
}

function mapPools(scan: ScanItem, checkAt: string): ScanItem['Pools'] {
  return Object.fromEntries(Object.entries(scan.Pools).map(([name, pool]) => [name, { ...pool, CheckAt: checkAt }]));
}
