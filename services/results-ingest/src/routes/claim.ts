import { ClaimRequest, INGEST } from '@assay/contracts';
import { claim } from '@assay/scans';
import type { FastifyInstance } from 'fastify';
import { checkBody } from '../read-body.ts';
import { requirePool } from './require-pool.ts';
import type { RouteOptions } from './route-options.ts';

/** What of a scan is still to run in this pool, with a link to its one sample. */
export function claimRoute(app: FastifyInstance, { scans, metrics }: RouteOptions): void {
  app.post(INGEST.claims, { bodyLimit: 512 * 1024 }, async (request) => {
    const body = checkBody(ClaimRequest, request.body);
    requirePool(request, body.pool);
    const answer = await claim(scans, body);
    metrics.claims.inc({ pool: body.pool, answer: answer.status });
    return answer;
  });
}
