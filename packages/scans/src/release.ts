import { changeScan } from '@assay/table';
import { openClaim } from './claim-token.ts';
import { after, withDue } from './due-at.ts';
import type { Scans } from './scans.ts';

/**
 * Gives a claim back, so that another worker may take it at once; the hand-out does not count as an attempt.
 * Nothing happens when the lease is lost already.
 */
export async function release(
  scans: Pick<Scans, 'table' | 'claimKey' | 'limits' | 'now'>,
  claim: string,
): Promise<void> {
  const opened = openClaim(scans.claimKey, claim);
  const { key, pool: name, lease } = opened;
  await changeScan(scans.table, key.userId, key.sha256, key.scanId, (scan) => {
    const pool = scan?.Pools[name];
    if (scan === null || pool?.Lease !== lease) return null;
    const now = scans.now();
    const given = new Set(opened.engines(scan));
    const Attempts = Object.fromEntries(
      Object.entries(pool.Attempts).map(([engine, n]) => [engine, given.has(engine) ? Math.max(0, n - 1) : n]),
    );
    const released = {
      ...pool,
      Attempts,
      Worker: null,
      Boot: null,
      Lease: null,
      LeaseUntil: null,
      Deadline: null,
      CheckAt: after(now, scans.limits.republishS),
    };
    return withDue({ ...scan, Pools: { ...scan.Pools, [name]: released } }, now, scans.limits);
  });
}
