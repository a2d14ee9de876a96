import { changeFile, type DueEntry, listDue } from '@assay/table';
import { attendDue } from './attend-due.ts';
import { type AccountScans, driveAccount } from './drive-account.ts';
import { lookAtScan, type SweepScanScans } from './look-at-scan.ts';
import { markFileDue } from './mark-file-due.ts';

export type SweepScans = SweepScanScans & AccountScans;

const SCAN = /^([0-9a-f]{64})#scan#(\d{20})$/;
const FILE = /^[0-9a-f]{64}$/;
const USER = '#user';

/**
 * One pass over the scans and accounts that are due; files and webhook deliveries have passes of their own. Does what each
 * entry waits for, by the form of its key. Answers how many were due; when that is `limit` there is more, so call again at
 * once. A fault of one entry costs the others nothing; throws only when `Due` itself cannot be read.
 */
export async function sweep(scans: SweepScans, limit = 200): Promise<number> {
  const due = await listDue(scans.table, scans.now(), limit);
  return attendDue(scans, due, scans.limits.retryS, (held) => drive(scans, held));
}

/** Does what an entry waits for; `entry` as it is while this process has it. */
async function drive(scans: SweepScans, entry: DueEntry): Promise<void> {
  const [, sha256, scanId] = SCAN.exec(entry.FileID) ?? [];
  if (sha256 !== undefined && scanId !== undefined) {
    return lookAtScan(scans, { userId: entry.UserID, sha256, scanId }, entry);
  }
  if (entry.FileID === USER) return driveAccount(scans, entry);
  if (FILE.test(entry.FileID)) return moveFile(scans, entry);
  scans.logger.error({ item: entry.FileID.slice(0, 100) }, 'something is due that nobody knows');
}

/** A file that a version put here which had no shards for files goes where files wait. */
async function moveFile(scans: SweepScans, { UserID, FileID }: DueEntry): Promise<void> {
  await changeFile(scans.table, UserID, FileID, (file) =>
    file?.DueAt === undefined ? null : markFileDue(file, scans.now()),
  );
}
