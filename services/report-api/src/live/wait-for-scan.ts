import { AssayError } from '@assay/contracts';
import type { LiveReader } from '@assay/events';
import { type ReadScans, readScan, type ScanView } from '@assay/scans';
import { whenOver } from '@assay/service-kit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ReportApp } from '../report-app.ts';
import type { FoundScan } from '../scans/find-scan.ts';

/** Answers a scan when it is complete or so many seconds are over, at once without them. */
export type ScanWaiter = (
  found: FoundScan,
  waiting: { readonly userId: string; readonly seconds: number | undefined; readonly reply: FastifyReply },
) => Promise<ScanView>;

/**
 * Waits for scans on behalf of clients, a bounded number for each user; throws `busy` beyond it. A client that goes away
 * frees its place, and a service that stops answers all with how their scans stand.
 */
export function scanWaiter(app: FastifyInstance, report: ReportApp): ScanWaiter {
  const stopping = new AbortController();
  app.addHook('preClose', async () => stopping.abort());
  return async (found, { userId, seconds = 0, reply }) => {
    if (seconds === 0 || found.scan.status === 'complete') return found.scan;
    const leave = report.waits.enter(userId);
    if (leave === null) throw new AssayError('busy', 'Too many requests are waiting; let one end.', { retryAfterS: 5 });
    const gone = new AbortController();
    whenOver(reply, () => gone.abort());
    const over = AbortSignal.timeout(seconds * 1000);
    try {
      return await waitForScan(report, found, AbortSignal.any([gone.signal, stopping.signal, over]));
    } finally {
      // The connection would be idle for long, and the stop would wait for it.
      if (stopping.signal.aborted) reply.header('connection', 'close');
      leave();
    }
  };
}

interface Waiting {
  readonly scans: Pick<ReadScans, 'table'>;
  readonly live: Pick<LiveReader, 'followUser' | 'userPlace'>;
}

/**
 * The live events tell when; the table is read once before and once after. While Redis is away nobody waits: the answer
 * is how the scan stands.
 */
async function waitForScan(
  { scans, live }: Waiting,
  { scan, userId }: FoundScan,
  signal: AbortSignal,
): Promise<ScanView> {
  const { sha256, scanId } = scan;
  // Before the scan is read, so that its end is in what is read or in what comes.
  // Without Redis there is nothing to wait by.
  const place = await live.userPlace(userId).catch(() => null);
  const read = async () => {
    const now = await readScan(scans, userId, sha256, scanId);
    if (now === null) throw new AssayError('not-found');
    return now;
  };
  const now = await read();
  if (place === null || now.status === 'complete') return now;
  // A stream that breaks ends the wait, and the scan is read as it stands.
  await completion(live.followUser(userId, place, signal), scanId).catch(() => {});
  return read();
}

async function completion(events: ReturnType<LiveReader['followUser']>, scanId: string): Promise<void> {
  for await (const { event } of events) {
    if (event.type === 'scan' && event.scanid === scanId && event.status === 'complete') return;
  }
}
