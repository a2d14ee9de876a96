import type { Authenticator, KeyCache, Sealer } from '@assay/auth';
import type { Logger, Metrics, ReadinessCheck } from '@assay/service-kit';
import type { Table } from '@assay/table';
import type { FastifyInstance } from 'fastify';

export { ensureFirstAccount, type FirstAccount } from './ensure-first-account.ts';

export interface AccountsApiDeps {
  readonly table: Table;
  readonly redis: KeyCache;
  readonly sealer: Sealer;
  readonly authenticator: Authenticator;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly checks?: readonly ReadinessCheck[] | undefined;
  readonly publicBaseUrl?: string | undefined;
  readonly trustProxy?: boolean | string | undefined;
}

export function build(_deps: AccountsApiDeps): { app: FastifyInstance; ops: FastifyInstance; close(): Promise<void> } {
  throw new Error('not there yet');
}
