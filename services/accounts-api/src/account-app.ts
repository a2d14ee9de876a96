import type { Caller, CallerGate, KeyCache, Sealer } from '@assay/auth';
import type { Table } from '@assay/table';
import type { FastifyRequest } from 'fastify';

/** What the routes work with. */
export interface AccountParts {
  readonly table: Table;
  readonly redis: KeyCache;
  readonly sealer: Sealer;
  readonly gate: CallerGate;
  readonly now: () => Date;
}

/** Who sent the request; set before any route runs. */
export function callerOf(request: FastifyRequest): Caller {
  return request.getDecorator<Caller>('caller');
}
