import type { PoolState, ScanItem } from '@assay/contracts';
import { DUE_SHARDS, dueShard } from '@assay/table';
import type { ScanLimits } from './limits.ts';

export { DUE_SHARDS };

/** The moment `seconds` after `from`, as the table writes it. */
export function after(from: Date, seconds: number): string {
  return new Date(from.getTime() + seconds * 1000).toISOString();
}

type Timed = Omit<ScanItem, 'Version'>;

/**
 * The scan with its place in `Due` made from what it waits for. A scan that is complete and announced is in `Due` no
 * more; every other one is, always, so that nothing can be forgotten.
 */
export function withDue<S extends Timed>(scan: S, now: Date, limits: ScanLimits): S {
  const { DueAt: _at, DueShard: _shard, ...rest } = scan;
  if (scan.Status === 'complete') {
    return scan.Announced ? (rest as S) : ({ ...rest, DueAt: now.toISOString(), DueShard: dueShard(scan.ScanID) } as S);
  }
  const checks = Object.values(scan.Pools)
    .map((pool) => pool.CheckAt)
    .filter((at) => at !== null)
    .sort();
  const retry = after(now, limits.retryS);
  const at = scan.Status === 'closing' ? retry : (checks[0] ?? retry);
  return { ...rest, DueAt: at, DueShard: dueShard(scan.ScanID) } as S;
}

/**
 * How long to wait before the queue of an unclaimed pool is looked at again: longer with every publication, and
 * longer the longer the last one is ago, so that a long queue costs few looks.
 */
export function republishAfterS(pool: PoolState, now: Date, limits: ScanLimits): number {
  const waitedS = pool.Published === null ? 0 : (now.getTime() - Date.parse(pool.Published)) / 1000;
  const grown = limits.republishS * 2 ** Math.max(0, pool.Publications - 1);
  return Math.min(limits.republishMaxS, Math.max(grown, waitedS));
}

/** Whether a worker holds this pool now. */
export function leased(pool: PoolState, now: Date): boolean {
  return pool.Lease !== null && pool.LeaseUntil !== null && pool.LeaseUntil > now.toISOString();
}
