import type { KeyObject } from 'node:crypto';
import type { Caller, CallerGate, Sealer, Sessions } from '@assay/auth';
import type { WebhookSettings } from '@assay/service-kit';
import type { Table } from '@assay/table';
import type { FastifyRequest } from 'fastify';
import type { Redis } from 'ioredis';
import type { OpenIdProvider } from './openid/open-id-provider.ts';
import type { OpenIdRules } from './openid/sign-in-by-open-id.ts';
import type { SlowDown } from './sessions/slow-down.ts';

/** Who may become a user by themselves. */
export type RegistrationRule = 'closed' | 'invitation' | 'open';

/** What the routes work with. */
export interface AccountParts {
  readonly table: Table;
  readonly redis: Redis;
  readonly sealer: Sealer;
  readonly gate: CallerGate;
  readonly sessions: Sessions;
  readonly slowDown: SlowDown;
  /** Signs cursors and the cookies by which browsers are known. */
  readonly cursorKey: KeyObject;
  readonly registration: RegistrationRule;
  /** Null: people sign in with passwords alone. */
  readonly openId: { readonly provider: OpenIdProvider; readonly rules: OpenIdRules } | null;
  /** Null: no webhooks can be made. */
  readonly webhooks: WebhookSettings | null;
  readonly now: () => Date;
}

/** What of a call is needed by most of what serves it. */
export interface AccountCall {
  readonly caller: Caller;
  readonly request: FastifyRequest;
  readonly origin: string;
}
