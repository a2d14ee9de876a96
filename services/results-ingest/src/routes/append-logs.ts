import { INGEST, LogBatch } from '@assay/contracts';
import { appendLogs } from '@assay/scans';
import type { FastifyInstance } from 'fastify';
import { checkBody } from '../read-body.ts';
import { requireOwnClaim } from './require-pool.ts';
import type { RouteOptions } from './route-options.ts';

/** Lines of engines that run, for those who watch. */
export function appendLogsRoute(app: FastifyInstance, options: RouteOptions): void {
  // 500 lines of 4 KiB in which every second character needs an escape.
  app.post(INGEST.logs, { bodyLimit: 8 * 1024 * 1024 }, async (request, reply) => {
    const batch = checkBody(LogBatch, request.body);
    requireOwnClaim(request, options, batch.claim);
    await appendLogs(options.scans, batch);
    return reply.code(204).send();
  });
}
