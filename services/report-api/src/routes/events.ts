import type { FastifyInstance } from 'fastify';
import { END, scanEvents } from '../live/scan-events.ts';
import { type EventSending, lastEventId, sendEvents } from '../live/send-events.ts';
import { createStreamSlots } from '../live/stream-slots.ts';
import { userEvents } from '../live/user-events.ts';
import type { ReportApp } from '../report-app.ts';
import { findScan } from '../scans/find-scan.ts';

/** `GET /api/v1/events` and `GET /api/v1|v3/files/{id}/scans/{scan_id}/events`: server-sent events. */
export function eventsRoutes(app: FastifyInstance, report: ReportApp): void {
  const { scans, live, limits } = report;
  const stopping = new AbortController();
  app.addHook('preClose', async () => stopping.abort());
  const sending: EventSending = { slots: createStreamSlots(limits.streamsPerUser), stopping: stopping.signal };
  const sources = { scans, live, heartbeatMs: limits.heartbeatMs };

  app.get('/api/v1/events', { exposeHeadRoute: false }, async (request, reply) => {
    const { userId } = await report.authenticate(request);
    const after = lastEventId(request);
    return sendEvents(reply, sending, userId, (signal) => userEvents(sources, userId, after, signal));
  });

  for (const prefix of ['/api/v1', '/api/v3']) {
    app.get<{ Params: { id: string; scanId: string } }>(
      `${prefix}/files/:id/scans/:scanId/events`,
      { exposeHeadRoute: false },
      async (request, reply) => {
        const { userId } = await report.authenticate(request);
        const scan = await findScan(scans, userId, request.params.id, request.params.scanId);
        // Who has seen the end must not come back for it: 204 is how an EventSource is told to stop.
        if (request.headers['last-event-id'] === END) return reply.code(204).send();
        const after = lastEventId(request);
        return sendEvents(reply, sending, userId, (signal) => scanEvents(sources, userId, scan, after, signal));
      },
    );
  }
}
