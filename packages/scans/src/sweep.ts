import type { FileItem, ScanItem } from '@assay/contracts';
import {
  changeScan,
  type DueEntry,
  deleteScan,
  deleteSubmission,
  getScan,
  leaseDue,
  listDue,
  moveSubmission,
  readFileItem,
} from '@assay/table';
import { close } from './close.ts';
import { driveScan } from './drive-scan.ts';
import { after, withDue } from './due-at.ts';
import type { ScanKey, Scans } from './scans.ts';

export type SweepScans = Pick<
  Scans,
  'table' | 'samples' | 'topic' | 'queues' | 'live' | 'ticketKey' | 'limits' | 'logger' | 'now'
>;

/** How many entries one process works on at once. */
const AT_ONCE = 8;

const SCAN = /^([0-9a-f]{64})#scan#(\d{20})$/;

/**
 * One pass over what is due: takes each entry by moving it forward, and does what its scan waits for. Answers how many
 * entries were due; when that is `limit` there is more, so call again at once. A fault of one entry is logged and
 * costs the others nothing; throws only when `Due` itself cannot be read.
 */
export async function sweep(scans: SweepScans, limit = 200): Promise<number> {
  const due = await listDue(scans.table, scans.now(), limit);
  const waiting = due.values();
  const work = async () => {
    for (const entry of waiting) await attend(scans, entry);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return due.length;
}

async function attend(scans: SweepScans, entry: DueEntry): Promise<void> {
  const [, sha256, scanId] = SCAN.exec(entry.FileID) ?? [];
  try {
    if (!(await leaseDue(scans.table, entry, new Date(after(scans.now(), scans.limits.retryS))))) return;
    if (sha256 === undefined || scanId === undefined) {
      scans.logger.error({ item: entry.FileID.slice(0, 100) }, 'something is due that is no scan');
      return;
    }
    await look(scans, { userId: entry.UserID, sha256, scanId });
  } catch (error) {
    scans.logger.warn({ err: error, scan: scanId }, 'what was due could not be done; it will be tried again');
  }
}

async function look(scans: SweepScans, key: ScanKey): Promise<void> {
  const scan = await getScan(scans.table, key.userId, key.sha256, key.scanId);
  if (scan === null) return;
  if (scan.Status === 'complete') return leaveDue(scans, key);
  if (scan.Status === 'closing') {
    await close(scans, key);
    return;
  }
  const file = await readFileItem(scans.table, key.userId, key.sha256);
  // A deletion removes the scans of its file itself; nothing of them is begun any more.
  if (file?.State === 'deleting') return;
  if (file?.OpenScans[key.scanId] === undefined) {
    return notListed(scans, key, scan, file);
  }
  await driveScan(scans, key, scan);
}

/** Complete scans are in `Due` no more; writing it again with nothing to wait for removes it. */
async function leaveDue(scans: SweepScans, key: ScanKey): Promise<void> {
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
async function notListed(scans: SweepScans, key: ScanKey, scan: ScanItem, file: FileItem | null): Promise<void> {
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

async function waitForAcceptance(scans: SweepScans, key: ScanKey, scan: ScanItem, ageS: number): Promise<void> {
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
