import type { UserItem } from '@assay/contracts';
import {
  accountKey,
  accountPartition,
  changeFile,
  type DueEntry,
  endUserDeletion,
  eraseItems,
  getUser,
  type Key,
  keysPartition,
  leaseDue,
  leaveDue,
  listKeys,
  readFileItem,
  resultsPartition,
  unlinkOpenId,
  usagePartition,
} from '@assay/table';
import { markDeleting } from './delete.ts';
import { after } from './due-at.ts';
import { markFileDue } from './mark-file-due.ts';
import type { Scans } from './scans.ts';

export type AccountScans = Pick<Scans, 'table' | 'limits' | 'logger' | 'now'>;

/** How long one pass over the files of a user may take before another process begins one too; both may run at once. */
const PASS_S = 60;
const FILE = /^[0-9a-f]{64}$/;

/**
 * Does what a user in `Due` waits for. Of one who is being deleted: begins the deletion of every file, waits until all
 * are gone, then removes everything else and leaves a name without a person; and looks once more a day later, because an
 * upload may have been under way. Of any other, whose retention was changed: looks at every file anew.
 */
export async function driveAccount(scans: AccountScans, entry: DueEntry): Promise<void> {
  const uid = entry.UserID.slice(0, 64);
  const user = await getUser(scans.table, uid);
  if (user === null) return;
  const held = { ...entry, DueAt: after(scans.now(), PASS_S) };
  if (!(await leaseDue(scans.table, entry, new Date(held.DueAt)))) return;
  if (user.State === 'live') {
    await eachFile(scans, uid, async (sha256) => {
      await changeFile(scans.table, uid, sha256, (file) =>
        file?.State === 'live' ? markFileDue(file, scans.now()) : null,
      );
    });
    await leaveDue(scans.table, held);
    return;
  }
  let waiting = 0;
  await eachFile(scans, uid, async (sha256) => {
    await markDeleting(scans, { userId: uid, sha256 });
    const file = await readFileItem(scans.table, uid, sha256);
    if (file !== null && file.NewestScan === null) waiting += 1;
  });
  if (waiting > 0) {
    const againS = Math.min(PASS_S, scans.limits.retryS + waiting / 100);
    await leaseDue(scans.table, held, new Date(after(scans.now(), againS)));
    return;
  }
  await eraseUser(scans, uid, user, held);
}

/** Everything that is not a file: of the deleted ones, what is left waits for its own time. */
async function eraseUser(scans: AccountScans, uid: string, user: UserItem, held: DueEntry): Promise<void> {
  const { table, limits, logger, now } = scans;
  for (const partition of [resultsPartition(uid), keysPartition(uid), usagePartition(uid)]) {
    await eraseUnder(scans, partition, () => true);
  }
  await eraseUnder(scans, uid, (key) => !FILE.test(key.FileID));
  await eraseUnder(scans, accountPartition(uid), (key) => key.FileID !== accountKey(uid).FileID);
  if (user.OpenId !== null) await unlinkOpenId(table, user.OpenId.Issuer, user.OpenId.Subject, user.UserName);
  if (user.State === 'deleted') {
    await leaveDue(table, held);
    return;
  }
  if (await endUserDeletion(table, uid, new Date(after(now(), limits.tombstoneS)))) {
    logger.info({ user: uid }, 'a user was deleted');
  }
}

async function eraseUnder(scans: AccountScans, partition: string, also: (key: Key) => boolean): Promise<void> {
  await eachPage(scans, partition, (keys) => eraseItems(scans.table, keys.filter(also)));
}

async function eachFile(scans: AccountScans, uid: string, look: (sha256: string) => Promise<void>): Promise<void> {
  await eachPage(scans, uid, async (keys) => {
    for (const { FileID } of keys) if (FILE.test(FileID)) await look(FileID);
  });
}

async function eachPage(
  scans: AccountScans,
  partition: string,
  look: (keys: readonly Key[]) => Promise<void>,
): Promise<void> {
  let next: Key | null = null;
  do {
    const page: { keys: Key[]; next: Key | null } = await listKeys(scans.table, partition, '', next);
    await look(page.keys);
    next = page.next;
  } while (next !== null);
}
