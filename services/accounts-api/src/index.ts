import { type Operation, operations } from '@assay/contracts';
import {
  annotate,
  baseUrl,
  createOps,
  createService,
  type Logger,
  type Metrics,
  type ReadinessCheck,
} from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { AccountParts } from './account-app.ts';
import { createKeyRoute } from './routes/create-key.ts';
import { getMeRoute } from './routes/get-me.ts';
import { listKeysRoute } from './routes/list-keys.ts';
import { revokeKeyRoute } from './routes/revoke-key.ts';

export { configSchema, firstAccountConfigSchema } from './config.ts';
export {
  ensureFirstAccount,
  type FirstAccount,
  type FirstAccountDeps,
  type FirstAccountRequest,
} from './ensure-first-account.ts';

export const NAME = 'accounts-api';

export interface AccountsApiDeps extends Omit<AccountParts, 'now'> {
  readonly now?: (() => Date) | undefined;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly checks?: readonly ReadinessCheck[] | undefined;
  readonly publicBaseUrl?: string | undefined;
  /** Tests only: an answer that is not as its operation declares is a 500 that says why. */
  readonly checkAnswers?: boolean | undefined;
  readonly trustProxy?: boolean | string | undefined;
}

/** Small bodies only; the largest holds a name. */
const BODY_BYTES = 16 * 1024;

/** accounts-api on given parts; constructs no client and does not listen. */
export function build(deps: AccountsApiDeps): { app: FastifyInstance; ops: FastifyInstance; close(): Promise<void> } {
  const { logger, metrics, publicBaseUrl, trustProxy, checkAnswers } = deps;
  const parts: AccountParts = { ...deps, now: deps.now ?? (() => new Date()) };
  const service = { name: NAME, logger, metrics, publicBaseUrl, trustProxy, checkAnswers, bodyLimit: BODY_BYTES };
  const app = createService(service);
  const ops = createOps({ name: NAME, checks: deps.checks ?? [], registry: metrics.registry });
  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request) => {
    if (request.is404) return;
    const { headers, method, ip } = request;
    const arrival = { headers, method, ip, origin: baseUrl(request) };
    const { caller } = await parts.gate.admit(arrival, operations.getMe as unknown as Operation);
    request.setDecorator('caller', caller);
    annotate(request, { userId: caller.userId });
  });
  for (const add of [getMeRoute, listKeysRoute, createKeyRoute, revokeKeyRoute]) add(app, parts);
  return {
    app,
    ops,
    async close() {
      await Promise.all([app.close(), ops.close()]);
    },
  };
}
