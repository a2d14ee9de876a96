import { changeScan } from '@assay/table';
import { openClaim } from './claim-token.ts';
import { after, withDue } from './due-at.ts';
import type { Scans } from './scans.ts';

/**
 * Lengthens a lease, at most to the pool's deadline. `leaseUntil: null` when it is lost, the scan is gone, or the
 * deadline has passed: then the worker must stop.
 */
export async function renew(
  scans: Pick<Scans, 'table' | 'claimKey' | 'limits' | 'now'>,
  claim: string,
): Promise<{ leaseUntil: string | null }> {
  const { key, pool: name, lease } = openClaim(scans.claimKey, claim);
  let leaseUntil: string | null = null;
  await changeScan(scans.table, key.userId, key.sha256, key.scanId, (scan) => {
    leaseUntil = null;
    const pool = scan?.Pools[name];
    if (scan === null || pool?.Lease !== lease || pool.Deadline === null) return null;
    const now = scans.now();
    if (pool.Deadline <= now.toISOString()) return null;
    leaseUntil = [after(now, scans.limits.leaseS), pool.Deadline].sort()[0] as string;
    const renewed = { ...pool, LeaseUntil: leaseUntil, CheckAt: after(new Date(leaseUntil), 1) };
    // While a scan closes its item is left alone: nothing waits for this lease any more.
    if (scan.Status === 'closing') return null;
    return withDue({ ...scan, Pools: { ...scan.Pools, [name]: renewed } }, now, scans.limits);
  });
  return { leaseUntil };
}
