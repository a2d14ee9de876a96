import type { ScanItem } from '@assay/contracts';
import { changeScan, getFile, userId } from '@assay/table';
import { after, republishAfterS, withDue } from './due-at.ts';
import type { ScanLimits } from './limits.ts';
import { withNote } from './note.ts';
import type { Scans } from './scans.ts';
import { makeTicket } from './ticket.ts';

type PublishScans = Pick<Scans, 'table' | 'topic' | 'live' | 'ticketKey' | 'limits' | 'logger' | 'now'>;

/**
 * Publishes the scan to these of its pools and notes that it is done. Answers null, or why the topic did not take
 * it: then the scan's own log says so, and `Due` brings it back soon.
 */
export async function publish(scans: PublishScans, scan: ScanItem, pools: readonly string[]): Promise<string | null> {
  const failed = await send(scans, scan, pools);
  const now = scans.now();
  await changeScan(
    scans.table,
    userId(scan.User),
    scan.SHA256,
    scan.ScanID,
    async (current) => {
      // An upload that slept for longer than orphans live finds its scan removed, but its file lists it by now.
      if (current === null && !(await isListed(scans, scan))) return null;
      const base = current ?? scan;
      if (base.Status === 'closing' || base.Status === 'complete') return null;
      const Pools = { ...base.Pools };
      for (const name of pools) {
        const pool = Pools[name];
        if (pool === undefined) continue;
        if (failed !== null) {
          Pools[name] = { ...pool, CheckAt: after(now, publishAgainS(scan, now, scans.limits)) };
          continue;
        }
        const published = {
          ...pool,
          Published: now.toISOString(),
          FirstPublished: pool.FirstPublished ?? now.toISOString(),
          Publications: pool.Publications + 1,
        };
        // A worker that was faster has set when to look again: at the end of its lease.
        const waiting = pool.Lease === null;
        Pools[name] = waiting
          ? { ...published, CheckAt: after(now, republishAfterS(published, now, scans.limits)) }
          : published;
      }
      const changed = withDue({ ...base, Pools }, now, scans.limits);
      return failed === null ? changed : withNote(changed, now, `step publish failed: ${failed}`);
    },
    scan,
  );
  return failed;
}

/** Whether a live file lists the scan: with a file that was deleted its scans are gone for good. */
async function isListed({ table }: PublishScans, scan: ScanItem): Promise<boolean> {
  const file = await getFile(table, userId(scan.User), scan.SHA256);
  return file?.OpenScans[scan.ScanID] !== undefined;
}

async function send(scans: PublishScans, scan: ScanItem, pools: readonly string[]): Promise<string | null> {
  const { User: user, MD5: md5, SHA256: sha256, ScanID: scanId, Size: size, Lane } = scan;
  try {
    await scans.topic.publish({
      user,
      md5,
      pools: Object.fromEntries(pools.map((pool) => [pool, Lane])),
      scan: {
        scanId,
        sha256,
        size,
        ticket: makeTicket(scans.ticketKey, { user, md5, sha256, scanId }),
        ...(scan.Subset ? { engines: Object.keys(scan.Expected) } : {}),
      },
    });
    return null;
  } catch (error) {
    scans.logger.warn({ err: error, scan: scanId, step: 'publish' }, 'step publish failed; it will be tried again');
    return 'the topic did not answer; it will be tried again';
  }
}

/** Soon while the fault is new, and at most half a minute apart when it lasts, however many scans wait for the topic. */
function publishAgainS(scan: ScanItem, now: Date, limits: ScanLimits): number {
  const ageS = (now.getTime() - Date.parse(scan.Created)) / 1000;
  return Math.min(limits.publishAgainMaxS, Math.max(limits.retryS, ageS));
}
