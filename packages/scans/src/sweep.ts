import { type DueEntry, leaseDue, listDue } from '@assay/table';
import { type AccountScans, driveAccount } from './drive-account.ts';
import { driveFile, type FileScans } from './drive-file.ts';
import { after } from './due-at.ts';
import { lookAtScan, type SweepScanScans } from './look-at-scan.ts';

export type SweepScans = SweepScanScans & FileScans & AccountScans;

/** How many entries one process works on at once. */
const AT_ONCE = 8;

const SCAN = /^([0-9a-f]{64})#scan#(\d{20})$/;
const FILE = /^[0-9a-f]{64}$/;
const USER = '#user';

/**
 * One pass over what is due, without webhook deliveries, which have passes of their own: takes each entry by moving it
 * forward, and does what it waits for, by the form of its key. Answers how many entries were due; when that is `limit`
 * there is more, so call again at once. A fault of one entry is logged and costs the others nothing; throws only when
 * `Due` itself cannot be read.
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
  try {
    const until = after(scans.now(), scans.limits.retryS);
    if (!(await leaseDue(scans.table, entry, new Date(until)))) return;
    await drive(scans, { ...entry, DueAt: until });
  } catch (error) {
    scans.logger.warn(
      { err: error, user: entry.UserID.slice(0, 64), item: entry.FileID.slice(0, 100) },
      'what was due could not be done; it will be tried again',
    );
  }
}

/** Does what an entry waits for; `entry` as it is while this process has it. */
async function drive(scans: SweepScans, entry: DueEntry): Promise<void> {
  const [, sha256, scanId] = SCAN.exec(entry.FileID) ?? [];
  if (sha256 !== undefined && scanId !== undefined) {
    return lookAtScan(scans, { userId: entry.UserID, sha256, scanId }, entry);
  }
  if (FILE.test(entry.FileID)) return driveFile(scans, { userId: entry.UserID, sha256: entry.FileID });
  if (entry.FileID === USER) return driveAccount(scans, entry);
  scans.logger.error({ item: entry.FileID.slice(0, 100) }, 'something is due that nobody knows');
}
