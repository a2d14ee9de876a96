import type { KeyObject } from 'node:crypto';
import type { EngineItem } from '@assay/contracts';
import type { CompletedTopic, LiveWriter, QueueDepths, ScanTopic, WebhookSender } from '@assay/events';
import type { SampleStore } from '@assay/samples';
import type { SearchWriter } from '@assay/search';
import type { Table } from '@assay/table';
import type { Catalogue } from './catalogue.ts';
import type { ScanLimits } from './limits.ts';
import type { Share } from './share.ts';

/** What the steps of a scan's life work with. Each step takes the part of it that it needs. */
export interface Scans {
  readonly table: Table;
  readonly samples: SampleStore;
  readonly topic: ScanTopic;
  readonly queues: QueueDepths;
  readonly live: LiveWriter;
  readonly catalogue: Catalogue;
  /** Counts the open scans of a user, so that one person's thousand files go into the bulk lane. */
  readonly share: Share;
  /** Signs tickets: upload-api makes them, results-ingest verifies them. */
  readonly ticketKey: KeyObject;
  /** Signs claim tokens: results-ingest alone. */
  readonly claimKey: KeyObject;
  /** Null where nothing can be searched. */
  readonly search: SearchWriter | null;
  /** Null where no other system wants to hear of complete scans. */
  readonly completed: CompletedTopic | null;
  /** Null where there are no webhooks. */
  readonly webhooks: WebhookSender | null;
  readonly limits: ScanLimits;
  readonly logger: Logger;
  now(): Date;
}

/** The part of pino's logger that the steps use. */
export interface Logger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Names a scan inside the table. */
export interface ScanKey {
  readonly userId: string;
  readonly sha256: string;
  readonly scanId: string;
}

/** Names a file inside the table. */
export interface FileRef {
  readonly userId: string;
  readonly sha256: string;
}

export type Engines = readonly EngineItem[];
