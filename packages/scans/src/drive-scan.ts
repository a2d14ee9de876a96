import type { PoolState, ScanItem } from '@assay/contracts';
import { changeScan, listResults } from '@assay/table';
import { answerFor } from './answer-for.ts';
import { type Standing, standings } from './answers.ts';
import { close } from './close.ts';
import { after, leased, republishAfterS, withDue } from './due-at.ts';
import type { SweepScanScans as SweepScans } from './look-at-scan.ts';
import { publish } from './publish.ts';
import type { ScanKey } from './scans.ts';

/** What a pool of an accepted, open scan needs now. */
type Need = 'nothing' | 'wait' | 'publish' | 'look-at-queue' | 'end-unclaimed' | 'end-late';

/** Does what each pool of this scan waits for: publishes it, ends what will not come, or looks again later. */
export async function driveScan(scans: SweepScans, key: ScanKey, scan: ScanItem): Promise<void> {
  const results = await listResults(scans.table, key.userId, key.sha256, key.scanId);
  const open = standings(scan, results).filter(({ result }) => result === null);
  const now = scans.now();
  const needs = new Map<string, Need>(
    Object.entries(scan.Pools).map(([name, pool]) => {
      const waits = open.some(({ expected }) => expected.Pool === name);
      return [name, waits ? need(scans, pool, now) : 'nothing'];
    }),
  );
  for (const name of those(needs, 'look-at-queue')) {
    if (await queueIsEmpty(scans, name)) needs.set(name, 'publish');
  }
  for (const name of those(needs, 'end-unclaimed')) {
    await end(scans, key, open, name, 'unavailable', `no worker of pool ${name} claimed the scan in time`);
  }
  for (const name of those(needs, 'end-late')) {
    await end(scans, key, open, name, 'timeout', 'there was no answer before the deadline');
  }
  await lookAgain(scans, key, needs, now);
  const toPublish = those(needs, 'publish');
  if (toPublish.length > 0) await publish(scans, scan, toPublish);
  const ended = new Set([...those(needs, 'end-unclaimed'), ...those(needs, 'end-late')]);
  if (open.every(({ expected }) => ended.has(expected.Pool))) await close(scans, key);
}

function those(needs: ReadonlyMap<string, Need>, wanted: Need): string[] {
  return [...needs].filter(([, each]) => each === wanted).map(([name]) => name);
}

function need(scans: SweepScans, pool: PoolState, now: Date): Need {
  if (pool.Deadline !== null && pool.Deadline <= now.toISOString()) return 'end-late';
  if (leased(pool, now)) return 'wait';
  if (pool.Published === null) return 'publish';
  const since = Date.parse(pool.FirstPublished ?? pool.Published);
  if (pool.Deadline === null && now.getTime() - since >= scans.limits.unclaimedS * 1000) return 'end-unclaimed';
  const next = Date.parse(pool.CheckAt ?? pool.Published);
  return next <= now.getTime() ? 'look-at-queue' : 'wait';
}

/** A queue that cannot be asked counts as full: publishing into a long one would only make it longer. */
async function queueIsEmpty(scans: SweepScans, pool: string): Promise<boolean> {
  try {
    return (await scans.queues.depth(pool)) === 0;
  } catch (error) {
    scans.logger.warn({ err: error, pool }, 'the depth of a queue is not known');
    return false;
  }
}

async function end(
  scans: SweepScans,
  key: ScanKey,
  open: readonly Standing[],
  pool: string,
  outcome: 'unavailable' | 'timeout',
  message: string,
): Promise<void> {
  const engines = open.filter(({ expected }) => expected.Pool === pool).map(({ engine }) => engine);
  await Promise.all(engines.map((engine) => answerFor(scans, key, engine, outcome, message)));
}

/** Sets for each pool when it must be looked at again; what is published sets its own time. */
async function lookAgain(scans: SweepScans, key: ScanKey, needs: ReadonlyMap<string, Need>, now: Date): Promise<void> {
  await changeScan(scans.table, key.userId, key.sha256, key.scanId, (scan) => {
    if (scan === null || scan.Status === 'closing' || scan.Status === 'complete') return null;
    const Pools = Object.fromEntries(
      Object.entries(scan.Pools).map(([name, pool]) => [
        name,
        { ...pool, CheckAt: checkAt(scans, pool, needs.get(name) ?? 'wait', now) },
      ]),
    );
    return withDue({ ...scan, Pools }, now, scans.limits);
  });
}

function checkAt(scans: SweepScans, pool: PoolState, needed: Need, now: Date): string | null {
  if (needed === 'nothing') return null;
  if (needed === 'end-unclaimed' || needed === 'end-late' || needed === 'publish') {
    return after(now, scans.limits.retryS);
  }
  if (leased(pool, now)) return after(new Date(pool.LeaseUntil as string), 1);
  if (needed === 'wait' && pool.CheckAt !== null && pool.CheckAt > now.toISOString()) return pool.CheckAt;
  const next = after(now, republishAfterS(pool, now, scans.limits));
  const since = Date.parse(pool.FirstPublished ?? pool.Published ?? now.toISOString());
  const end = pool.Deadline ?? after(new Date(since), scans.limits.unclaimedS);
  return end > now.toISOString() && end < next ? end : next;
}
