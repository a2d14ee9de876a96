import { AssayError } from '@assay/contracts';
import type { FastifyRequest } from 'fastify';

/**
 * Refuses what a page of somebody else makes a browser send here, so that nobody is signed in as somebody else without
 * knowing. Programs send none of these headers. Throws `forbidden`.
 */
export function refuseOtherPages({ headers }: FastifyRequest, origin: string): void {
  const site = headers['sec-fetch-site'];
  const foreign = headers.origin !== undefined && headers.origin !== new URL(origin).origin;
  if (foreign || (site !== undefined && site !== 'same-origin' && site !== 'none')) throw new AssayError('forbidden');
}
