import { CatalogueReport, INGEST } from '@assay/contracts';
import { reportEngine } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import { checkBody } from '../read-body.ts';
import { createEngineReports } from '../report-engines.ts';
import { requirePool } from './require-pool.ts';
import type { RouteOptions } from './route-options.ts';

/** `PUT` of what a worker's host has: the heartbeat, and the way in which a new engine becomes known. */
export function reportEnginesRoute(app: FastifyInstance, { scans }: RouteOptions): void {
  const report = createEngineReports((pool, engine) => reportEngine(scans.table, pool, engine, scans.now()), scans.now);

  app.put(INGEST.catalogue, { bodyLimit: 4 * 1024 * 1024 }, async (request, reply) => {
    const body = checkBody(CatalogueReport, request.body);
    requirePool(request, body.pool);
    if (await report(body)) scans.catalogue.forget();
    return reply.code(204).send();
  });
}
