import { createSecretKey, type KeyObject } from 'node:crypto';
import type { CallerGate } from '@assay/auth';
import type { WebhookRules } from '@assay/events';
import type { Table } from '@assay/table';

/** Of what webhooks are made here. */
export interface WebhookSettings {
  /** Their secrets are made of it; the same in results-ingest, which signs with them. */
  readonly key: KeyObject;
  /** Where they may lead; the same there too, where it counts. */
  readonly rules: WebhookRules;
}

/** What the routes of webhooks work with. */
export interface WebhookParts {
  readonly table: Table;
  readonly gate: CallerGate;
  /** Null: none can be made. */
  readonly webhooks: WebhookSettings | null;
  readonly now: () => Date;
}

/** What the configuration says of webhooks. */
export function webhookSettings(config: {
  readonly WEBHOOK_KEY?: string | undefined;
  readonly WEBHOOK_ALLOW_HTTP: '0' | '1';
  readonly WEBHOOK_ALLOW_NETWORKS: readonly string[];
}): WebhookSettings | null {
  if (config.WEBHOOK_KEY === undefined) return null;
  const rules = { allowHttp: config.WEBHOOK_ALLOW_HTTP === '1', allowNetworks: config.WEBHOOK_ALLOW_NETWORKS };
  return { key: createSecretKey(config.WEBHOOK_KEY, 'hex'), rules };
}
