import { type FastifyInstance, fastify } from 'fastify';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

export interface ServiceOptions {
  readonly name: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Origin under which clients reach the API, without a trailing slash; the request's own `Host` when absent. */
  readonly publicBaseUrl?: string | undefined;
  /** Which proxies' `X-Forwarded-*` count, as Fastify takes it; none when absent. */
  readonly trustProxy?: boolean | number | string | string[] | undefined;
  /** Of JSON and form bodies, in bytes; 1 MiB when absent. */
  readonly bodyLimit?: number | undefined;
}

export function createService(_options: ServiceOptions): FastifyInstance {
  return fastify();
}
