import type { KeyObject } from 'node:crypto';
import { type CallerGate, createSessions, type Sealer } from '@assay/auth';
import { createService, type Logger, type Metrics, type WebhookSettings } from '@assay/service-kit';
import type { Table } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import type { Redis } from 'ioredis';
import type { AccountParts, RegistrationRule } from './account-app.ts';
import { addRoutes } from './account-routes.ts';
import type { OpenIdOptions } from './openid/open-id-options.ts';
import { openIdProvider } from './openid/open-id-provider.ts';
import { createSlowDown } from './sessions/slow-down.ts';

export const NAME = 'accounts-api';

export interface AppParts {
  readonly table: Table;
  readonly redis: Redis;
  readonly sealer: Sealer;
  readonly gate: CallerGate;
  /** Signs cursors and the cookies by which browsers are known; the same in every replica. */
  readonly cursorKey: KeyObject;
  /** `closed` when absent. */
  readonly registration?: RegistrationRule | undefined;
  /** Null or absent: people sign in with passwords alone. */
  readonly openId?: OpenIdOptions | null | undefined;
  /** Null or absent: no webhooks can be made. */
  readonly webhooks?: WebhookSettings | null | undefined;
  readonly now?: (() => Date) | undefined;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly publicUrl?: string | undefined;
  /** Tests only: an answer that is not as its operation declares is a 500 that says why. */
  readonly checkAnswers?: boolean | undefined;
  readonly trustProxy?: string[] | undefined;
}

/** Small bodies only; the largest holds a password and networks. */
const BODY_BYTES = 16 * 1024;

/** accounts-api on given parts; constructs no client and does not listen. */
export function createApp(parts: AppParts): FastifyInstance {
  const { logger, metrics, publicUrl, trustProxy, checkAnswers } = parts;
  const app = createService({
    name: NAME,
    logger,
    metrics,
    publicUrl,
    trustProxy,
    checkAnswers,
    bodyLimit: BODY_BYTES,
  });
  addRoutes(app, accountParts(parts));
  return app;
}

function accountParts(parts: AppParts): AccountParts {
  const { table, redis, sealer, gate, cursorKey, registration = 'closed', openId = null } = parts;
  const { now = () => new Date(), webhooks = null } = parts;
  const clock = () => now().getTime();
  return {
    table,
    redis,
    sealer,
    gate,
    sessions: createSessions({ redis, table, sealer, clock }),
    slowDown: createSlowDown(redis, clock),
    cursorKey,
    registration,
    openId: openId === null ? null : { provider: openIdProvider(openId.provider), rules: openId.rules },
    webhooks,
    now,
  };
}
