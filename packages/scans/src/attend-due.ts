import { type DueEntry, leaseDue } from '@assay/table';
import { after } from './due-at.ts';
import type { Scans } from './scans.ts';

/** How many entries one pass works on at once. */
const AT_ONCE = 8;

/**
 * Works on entries of `Due`, several at once: takes each by moving it `leaseS` seconds forward, which only one process
 * can, and gives it to `drive` as it is then. A fault of one entry is logged and costs the others nothing; it comes back
 * when its lease is over. Answers how many entries there were.
 */
export async function attendDue(
  scans: Pick<Scans, 'table' | 'logger' | 'now'>,
  due: readonly DueEntry[],
  leaseS: number,
  drive: (held: DueEntry) => Promise<void>,
): Promise<number> {
  const waiting = due.values();
  const work = async () => {
    for (const entry of waiting) await attend(scans, entry, leaseS, drive);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return due.length;
}

async function attend(
  scans: Pick<Scans, 'table' | 'logger' | 'now'>,
  entry: DueEntry,
  leaseS: number,
  drive: (held: DueEntry) => Promise<void>,
): Promise<void> {
  try {
    const until = after(scans.now(), leaseS);
    if (!(await leaseDue(scans.table, entry, new Date(until)))) return;
    await drive({ ...entry, DueAt: until });
  } catch (error) {
    scans.logger.warn(
      { err: error, user: entry.UserID.slice(0, 64), item: entry.FileID.slice(0, 100) },
      'what was due could not be done; it will be tried again',
    );
  }
}
