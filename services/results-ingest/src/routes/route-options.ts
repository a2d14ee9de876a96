import type { FastifyRequest } from 'fastify';
import type { IngestMetrics } from '../metrics.ts';
import type { IngestScans } from '../scans.ts';

/** What the routes work with. */
export interface RouteOptions {
  readonly scans: IngestScans;
  readonly metrics: IngestMetrics;
}

/** The pool whose token came with the request. */
export function poolOf(request: FastifyRequest): string {
  return request.getDecorator<string>('pool');
}
