import { INGEST, ReleaseRequest } from '@assay/contracts';
import { release } from '@assay/scans';
import type { FastifyInstance } from 'fastify';
import { checkBody } from '../read-body.ts';
import { requireOwnClaim } from './require-pool.ts';
import type { RouteOptions } from './route-options.ts';

/** Gives a claim back: a worker that stops lets another one begin at once. */
export function releaseRoute(app: FastifyInstance, options: RouteOptions): void {
  app.post(INGEST.releases, { bodyLimit: 8192 }, async (request, reply) => {
    const { claim } = checkBody(ReleaseRequest, request.body);
    requireOwnClaim(request, options, claim);
    await release(options.scans, claim);
    return reply.code(204).send();
  });
}
