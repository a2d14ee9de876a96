import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { partitionOf } from '../files/partition-of.ts';
import { END, scanEvents } from '../live/scan-events.ts';
import { type EventSending, headOfEvents, lastEventId, sendEvents } from '../live/send-events.ts';
import { createStreamSlots } from '../live/stream-slots.ts';
import { userEvents } from '../live/user-events.ts';
import type { ReportApp } from '../report-app.ts';
import { findScan } from '../scans/find-scan.ts';

/** `GET /api/v1/events` and `GET /api/v1|v3/files/{id}/scans/{scan_id}/events`: server-sent events. */
export function eventsRoutes(app: FastifyInstance, report: ReportApp): void {
  const { gate, scans, live, limits } = report;
  const stopping = new AbortController();
  app.addHook('preClose', async () => stopping.abort());
  const sending: EventSending = { slots: createStreamSlots(limits.streamsPerUser), stopping: stopping.signal };
  const sources = { scans, live, heartbeatMs: limits.heartbeatMs };

  addOperation(app, gate, operations.userEvents, async ({ caller, query, request, reply }) => {
    const of = partitionOf(caller, query.owner);
    if (request.method === 'HEAD') return headOfEvents(reply).send();
    const after = lastEventId(request);
    return sendEvents(reply, sending, caller.userId, (signal) => userEvents(sources, of, after, signal));
  });

  addOperation(app, gate, operations.scanEvents, async ({ caller, params, query, request, reply }) => {
    const { scan, userId } = await findScan(scans, caller, params.id, params.scan_id, query.owner);
    if (request.method === 'HEAD') return headOfEvents(reply).send();
    // Who has seen the end must not come back for it: 204 is how an EventSource is told to stop.
    if (request.headers['last-event-id'] === END) return reply.code(204).send();
    const after = lastEventId(request);
    return sendEvents(reply, sending, caller.userId, (signal) => scanEvents(sources, userId, scan, after, signal));
  });
}
