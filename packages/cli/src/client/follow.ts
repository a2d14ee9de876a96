import { LiveEvent, operations, ScanDetail } from '@assay/contracts';
import { z } from 'zod';
import { pathOf } from './call.ts';
import type { Connection } from './connection.ts';
import { parseJson } from './parse-json.ts';
import type { Patience } from './patience.ts';
import { readServerSentEvents } from './read-server-sent-events.ts';

/** A scan that was open when the listening began. */
export const OpenScan = ScanDetail.extend({ sha256: z.string() });
export type OpenScan = z.infer<typeof OpenScan>;

/** The state in which the listening began. */
const Snapshot = z.object({ scans: z.array(OpenScan) });

/**
 * How streams are opened, also for callers that try everything else once: who follows a scan means to see its end. Some
 * three minutes, in which a server restarts, or one of the streams of the user ends when there are too many.
 */
const STREAM: Patience = { attempts: 40, firstMs: 300, mostMs: 5000, mostAskedMs: 120_000 };

/** What happens in one scan, until it is complete; goes on where it was when a connection breaks. */
export async function* followScan(
  connection: Connection,
  scan: { sha256: string; scanId: string },
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<LiveEvent> {
  const path = pathOf(operations.scanEvents, { params: { id: scan.sha256, scan_id: scan.scanId } });
  for await (const { data } of read(connection, path, signal)) {
    const event = LiveEvent.safeParse(parseJson(data));
    if (!event.success) continue;
    yield event.data;
    if (event.data.type === 'scan' && event.data.status === 'complete') return;
  }
}

/** What happens in all scans of the caller, for ever: first those that are open, then every event. */
export async function* followUser(
  connection: Connection,
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<OpenScan | LiveEvent> {
  for await (const { event, data } of read(connection, pathOf(operations.userEvents), signal)) {
    const value = parseJson(data);
    const snapshot = event === 'snapshot' ? Snapshot.safeParse(value) : null;
    if (snapshot?.success === true) yield* snapshot.data.scans;
    const happened = LiveEvent.safeParse(value);
    if (happened.success) yield happened.data;
  }
}

function read(connection: Connection, path: string, signal: AbortSignal) {
  const open = (last: string | null) =>
    connection.send(path, {
      signal,
      // The reading itself opens it again, from where it was.
      repeatable: false,
      headers: { accept: 'text/event-stream', ...(last === null ? {} : { 'last-event-id': last }) },
    });
  const { onRetry = () => undefined } = connection.patience;
  return readServerSentEvents(open, { patience: { ...STREAM, onRetry }, signal });
}
