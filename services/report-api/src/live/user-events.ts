import type { LiveReader } from '@assay/events';
import { type ReadScans, readScan } from '@assay/scans';
import { listFiles, type Table } from '@assay/table';
import { scanDetail } from '../scans/scan-detail.ts';
import type { SseMessage } from './sse.ts';
import { withHeartbeats } from './with-heartbeats.ts';

export interface UserEvents {
  readonly scans: Pick<ReadScans, 'table'>;
  readonly live: Pick<LiveReader, 'followUser' | 'holds' | 'userPlace'>;
  readonly heartbeatMs: number;
}

/** Most open scans that a snapshot shows; who has more sees the others by their events. */
const MAX_SNAPSHOT_SCANS = 100;
const MAX_SNAPSHOT_FILES = 200;

/**
 * All scans of a user: a snapshot of the open ones, then `scan` and `engine` events as they happen; `null` when it is
 * time for a heartbeat. After `lastEventId` without a snapshot, as long as the stream still holds what came since.
 *
 * The place in the stream is taken before the snapshot is read: what happens in between comes again as an event that
 * says what the snapshot said, and nothing is missed.
 */
export async function* userEvents(
  { scans, live, heartbeatMs }: UserEvents,
  userId: string,
  lastEventId: string | null,
  signal: AbortSignal,
): AsyncGenerator<SseMessage | null> {
  const resumed = lastEventId !== null && (await live.holds({ userId }, lastEventId));
  const place = resumed ? lastEventId : await live.userPlace(userId);
  // Somebody who resumes gets a heartbeat, so that the answer begins at once.
  yield resumed ? null : { event: 'snapshot', id: place, data: { scans: await openScans(scans, userId) } };
  for await (const placed of withHeartbeats(live.followUser(userId, place, signal), heartbeatMs, signal)) {
    yield placed === null ? null : { event: placed.event.type, id: placed.id, data: placed.event };
  }
}

async function openScans(scans: { table: Table }, userId: string) {
  const files = await listFiles(scans.table, userId, { limit: MAX_SNAPSHOT_FILES });
  const open = files.items
    .flatMap((file) => Object.keys(file.OpenScans).map((scanId) => ({ sha256: file.FileID, scanId })))
    .slice(0, MAX_SNAPSHOT_SCANS);
  const views = await Promise.all(open.map(({ sha256, scanId }) => readScan(scans, userId, sha256, scanId)));
  return views.filter((view) => view !== null).map((view) => ({ sha256: view.sha256, ...scanDetail(view) }));
}
