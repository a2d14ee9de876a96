import { INGEST, RenewRequest } from '@assay/contracts';
import { renew } from '@assay/scans';
import type { FastifyInstance } from 'fastify';
import { checkBody } from '../read-body.ts';
import { requireOwnClaim } from './require-pool.ts';
import type { RouteOptions } from './route-options.ts';

/** Lengthens a lease, or says that it is lost. */
export function renewRoute(app: FastifyInstance, options: RouteOptions): void {
  app.post(INGEST.renewals, { bodyLimit: 8192 }, async (request) => {
    const { claim } = checkBody(RenewRequest, request.body);
    requireOwnClaim(request, options, claim);
    return renew(options.scans, claim);
  });
}
