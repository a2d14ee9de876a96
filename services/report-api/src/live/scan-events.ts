import type { LiveEvent, LogEvent, ScanEvent } from '@assay/contracts';
import type { LiveReader } from '@assay/events';
import { type ReadScans, readLog, readScan, type ScanView } from '@assay/scans';
import type { z } from 'zod';
import { scanDetail } from '../scans/scan-detail.ts';
import type { SseMessage } from './sse.ts';
import { withHeartbeats } from './with-heartbeats.ts';

export interface ScanEvents {
  readonly scans: ReadScans;
  readonly live: Pick<LiveReader, 'followScan' | 'holds'>;
  readonly heartbeatMs: number;
}

/** Place of the message after which nothing comes; who returns with it is told so by a 204. */
export const END = 'end';

/**
 * One scan: a snapshot, then `scan`, `engine` and `log` events from the first that is kept, and at last `end`, when
 * the scan is complete; `null` when it is time for a heartbeat. After `lastEventId` it goes on from there. With a scan
 * that is deleted meanwhile it ends without `end`.
 *
 * Log lines come in order and once. State may come twice (in the snapshot and as an event), and then says the same.
 */
export async function* scanEvents(
  events: ScanEvents,
  userId: string,
  scan: ScanView,
  lastEventId: string | null,
  signal: AbortSignal,
): AsyncGenerator<SseMessage | null> {
  const { live, scans, heartbeatMs } = events;
  const stream = { scanId: scan.scanId };
  const resumed = lastEventId !== null && (await live.holds(stream, lastEventId));
  if (resumed) {
    // A heartbeat, so that the answer begins at once.
    yield null;
  } else {
    yield { event: 'snapshot', data: scanDetail(scan) };
    if (scan.status === 'complete') {
      yield* storedLogs(scans, userId, scan);
      yield* ending(scan);
      return;
    }
  }
  const source = live.followScan(scan.scanId, resumed ? lastEventId : null, signal);
  for await (const placed of withHeartbeats(source, heartbeatMs, signal)) {
    if (placed !== null && !completes(placed.event)) {
      yield { event: placed.event.type, id: placed.id, data: placed.event };
      continue;
    }
    // Live events are best effort: a quiet stream asks the table whether the end was lost, and the table has the last word.
    const now = await readScan(scans, userId, scan.sha256, scan.scanId);
    // Deleted: who opens the stream again is told so.
    if (now === null) return;
    if (now.status === 'complete') {
      yield* ending(now);
      return;
    }
    yield null;
  }
}

function completes(event: LiveEvent): boolean {
  return event.type === 'scan' && event.status === 'complete';
}

function* ending(scan: ScanView): Generator<SseMessage> {
  const data: z.infer<typeof ScanEvent> = {
    type: 'scan',
    scanid: scan.scanId,
    sha256: scan.sha256,
    status: scan.status,
    verdict: scan.verdict,
    time: scan.completed ?? scan.created,
  };
  yield { event: 'scan', data };
  yield { event: 'end', id: END, data: { scanid: scan.scanId } };
}

async function* storedLogs(scans: ReadScans, userId: string, scan: ScanView): AsyncGenerator<SseMessage> {
  for (const { engine } of scan.engines) {
    const log = await readLog(scans, userId, scan.sha256, scan.scanId, engine);
    for (const line of log?.lines ?? []) {
      const data: z.infer<typeof LogEvent> = { type: 'log', scanid: scan.scanId, line };
      yield { event: 'log', data };
    }
  }
}
