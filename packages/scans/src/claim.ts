import { randomBytes } from 'node:crypto';
import {
  AssayError,
  type ClaimAnswer,
  type ClaimRequest,
  type FileItem,
  type PoolState,
  type ResultItem,
  type ScanItem,
} from '@assay/contracts';
import { changeScan, getFile, getScan, listResults, userId } from '@assay/table';
import { answerFor } from './answer-for.ts';
import { standings, withoutRun } from './answers.ts';
import { cachedAnswer, putCached } from './cached-answer.ts';
import { sealClaim } from './claim-token.ts';
import type { CloseScans } from './close.ts';
import { after, leased, withDue } from './due-at.ts';
import type { ScanKey, Scans } from './scans.ts';
import { settle } from './settle.ts';
import { tellEngine, tellScan } from './tell.ts';
import { holdsTicket } from './ticket.ts';

export type ClaimScans = CloseScans & Pick<Scans, 'ticketKey' | 'claimKey'>;

/** What is to happen with the open engines of a pool, for this worker, as the scan stands. */
interface Plan {
  readonly handOut: readonly string[];
  readonly cached: readonly ResultItem[];
  readonly missing: readonly string[];
  readonly dead: readonly string[];
}

const NOTHING: Plan = { handOut: [], cached: [], missing: [], dead: [] };

/**
 * Answers a worker that holds a message: what of this scan it is to run, under a lease of this pool; or that another
 * worker has it; or that nothing is left. Engines whose answer still holds are answered from the cache, engines that
 * the worker does not have end as `unavailable`, engines that were handed out too often without an answer as `failure`.
 *
 * A second delivery to the worker that holds the lease is `leased` too, so engines never run twice at once; only
 * another `boot` of the same worker takes its lease over, because the process that held it is gone.
 */
export async function claim(scans: ClaimScans, request: ClaimRequest): Promise<ClaimAnswer> {
  if (!holdsTicket(scans.ticketKey, request.scan, request.ticket)) {
    throw new AssayError('forbidden', 'The ticket is not of this scan.');
  }
  const { sha256, scanId, user } = request.scan;
  const key: ScanKey = { userId: userId(user), sha256, scanId };
  const [scan, file, results] = await Promise.all([
    getScan(scans.table, key.userId, sha256, scanId),
    getFile(scans.table, key.userId, sha256),
    listResults(scans.table, key.userId, sha256, scanId),
  ]);
  if (scan === null || file === null || scan.Pools[request.pool] === undefined) return { status: 'gone' };

  const cached = await findCached(scans, key, scan, file, results, request);
  const lease = randomBytes(16).toString('hex');
  const now = scans.now();
  const toRun = openEngines(scan, results, request).length > 0;
  const url = toRun ? await scans.samples.link(scan.ObjectKey, scans.limits.linkS) : '';
  let held = '';
  let plan: Plan = NOTHING;
  const taken = await changeScan(
    scans.table,
    key.userId,
    sha256,
    scanId,
    (current) => {
      const pool = current?.Pools[request.pool];
      // The acknowledgement of this very write was lost; what was planned for it holds.
      if (pool?.Lease === lease) return null;
      held = '';
      plan = NOTHING;
      if (current === null || pool === undefined) return null;
      plan = makePlan(current, pool, results, cached, request, scans.limits.attempts);
      if (isEmpty(plan)) return null;
      if (leased(pool, now) && !isSuccessor(pool, request)) {
        held = pool.LeaseUntil ?? '';
        return null;
      }
      if (plan.handOut.length === 0) return null;
      return take(scans, current, request, plan.handOut, lease, now);
    },
    scan,
  );
  if (taken === null) return { status: 'gone' };
  if (held !== '') return { status: 'leased', until: held };

  await Promise.all([
    ...plan.cached.map((result) => putCached(scans, key, result)),
    ...plan.missing.map((engine) =>
      answerFor(scans, key, engine, 'unavailable', `the worker of pool ${request.pool} does not have this engine up`),
    ),
    ...plan.dead.map((engine) =>
      answerFor(
        scans,
        key,
        engine,
        'failure',
        `handed out ${scans.limits.attempts} times, and the worker died each time`,
      ),
    ),
  ]);
  if (plan.handOut.length === 0) {
    await settle(scans, key, taken);
    return { status: 'gone' };
  }
  if (scan.Status === 'queued') await tellScan(scans, key, 'in-progress', null);
  await Promise.all(
    plan.handOut.map((engine) =>
      tellEngine(scans, key, { engine, outcome: null, verdict: null, label: null, message: null }),
    ),
  );
  const token = { user, sha256, scanId, pool: request.pool, lease, engines: plan.handOut };
  return {
    status: 'claimed',
    claim: sealClaim(scans.claimKey, token, taken),
    leaseUntil: taken.Pools[request.pool]?.LeaseUntil ?? now.toISOString(),
    engines: [...plan.handOut],
    sample: { url, size: taken.Size },
  };
}

async function findCached(
  scans: ClaimScans,
  key: ScanKey,
  scan: ScanItem,
  file: FileItem,
  results: readonly ResultItem[],
  request: ClaimRequest,
): Promise<Map<string, ResultItem>> {
  if (scan.Fresh) return new Map();
  const open = new Set(openEngines(scan, results, request).map(({ engine }) => engine));
  const offered = request.engines.filter((engine) => open.has(engine.id));
  const found = await Promise.all(offered.map((engine) => cachedAnswer(scans, key, file, engine)));
  return new Map(found.flatMap((result) => (result === null ? [] : [[result.Engine, result] as const])));
}

/** The pool's engines without an answer, and those that this worker has and that were only answered for. */
function openEngines(scan: ScanItem, results: readonly ResultItem[], request: ClaimRequest) {
  const offered = new Set(request.engines.map((engine) => engine.id));
  return standings(scan, results).filter(
    ({ engine, expected, result }) =>
      expected.Pool === request.pool && (result === null || (withoutRun(result) && offered.has(engine))),
  );
}

function makePlan(
  scan: ScanItem,
  pool: PoolState,
  results: readonly ResultItem[],
  cached: ReadonlyMap<string, ResultItem>,
  request: ClaimRequest,
  attempts: number,
): Plan {
  const offered = new Set(request.engines.map((engine) => engine.id));
  const plan = { handOut: [] as string[], cached: [] as ResultItem[], missing: [] as string[], dead: [] as string[] };
  for (const { engine, result } of openEngines(scan, results, request)) {
    const answer = cached.get(engine);
    if (answer !== undefined) plan.cached.push(answer);
    else if ((pool.Attempts[engine] ?? 0) >= attempts) {
      if (result === null) plan.dead.push(engine);
    } else if (offered.has(engine)) plan.handOut.push(engine);
    else plan.missing.push(engine);
  }
  return plan;
}

function isEmpty(plan: Plan): boolean {
  return plan.handOut.length + plan.cached.length + plan.missing.length + plan.dead.length === 0;
}

/** The same worker after a restart: the process that holds the lease does not run any more. */
function isSuccessor(pool: PoolState, request: ClaimRequest): boolean {
  const { worker, boot } = request;
  return pool.Worker === worker && boot !== undefined && pool.Boot !== null && pool.Boot !== boot;
}

function take(
  scans: ClaimScans,
  scan: ScanItem,
  request: ClaimRequest,
  handOut: readonly string[],
  lease: string,
  now: Date,
): ScanItem {
  const pool = scan.Pools[request.pool] as PoolState;
  // Engines may run one after the other, so their times add up.
  const runS = handOut.reduce((sum, engine) => sum + (scan.Expected[engine]?.TimeoutS ?? 0), 0);
  const deadline = after(now, runS + scans.limits.slackS);
  const leaseUntil = [after(now, scans.limits.leaseS), deadline].sort()[0] as string;
  const digests = request.engines
    .filter(({ id }) => handOut.includes(id))
    .map(({ id, parameters }) => [id, parameters] as const);
  const claimed: PoolState = {
    ...pool,
    Published: pool.Published ?? now.toISOString(),
    FirstPublished: pool.FirstPublished ?? now.toISOString(),
    Worker: request.worker,
    Boot: request.boot ?? null,
    Lease: lease,
    LeaseUntil: leaseUntil,
    FirstClaim: pool.FirstClaim ?? now.toISOString(),
    Deadline: deadline,
    Attempts: {
      ...pool.Attempts,
      ...Object.fromEntries(handOut.map((engine) => [engine, (pool.Attempts[engine] ?? 0) + 1])),
    },
    Parameters: { ...pool.Parameters, ...Object.fromEntries(digests) },
    CheckAt: after(new Date(leaseUntil), 1),
  };
  const Status = scan.Status === 'queued' ? 'in-progress' : scan.Status;
  return withDue({ ...scan, Status, Pools: { ...scan.Pools, [request.pool]: claimed } }, now, scans.limits);
}
