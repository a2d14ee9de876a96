import type { CallerGate } from '@assay/auth';
import type { WebhookSettings } from '@assay/service-kit';
import type { Table } from '@assay/table';

/** What the routes of webhooks work with. */
export interface WebhookParts {
  readonly table: Table;
  readonly gate: CallerGate;
  /** Null: none can be made. */
  readonly webhooks: WebhookSettings | null;
  readonly now: () => Date;
}
