import { AssayError } from '@assay/contracts';
import { openClaim } from '@assay/scans';
import type { FastifyRequest } from 'fastify';
import { poolOf, type RouteOptions } from './route-options.ts';

/** A pool's token speaks for that pool only. */
export function requirePool(request: FastifyRequest, pool: string): void {
  if (pool !== poolOf(request)) throw new AssayError('forbidden', 'The token belongs to another pool.');
}

/** A claim is good only in the hands of the pool that was given it. */
export function requireOwnClaim(request: FastifyRequest, { scans }: RouteOptions, claim: string): void {
  requirePool(request, openClaim(scans.claimKey, claim).pool);
}
