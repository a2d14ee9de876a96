import type { ScanMessage } from '@assay/contracts';
import type { SQSClient } from '@aws-sdk/client-sqs';

/** How the queue knows a delivery. */
export interface Delivery {
  readonly messageId: string;
  /** 1 for the first delivery. */
  readonly receiveCount: number;
  /** When the message was published. */
  readonly sentAt: Date;
}

/** `done` deletes the message; `retry-later` brings it back after `retryAfterS`, or after the seconds given. */
export type Handled = 'done' | 'retry-later' | { readonly retryAfterS: number };

export interface ConsumeOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
  /** How many messages are handled at once. */
  readonly concurrency: number;
  /** How long a message stays hidden from others; extended every `heartbeatS` while it is handled. */
  readonly visibilityS: number;
  readonly heartbeatS: number;
  /** When a message comes back after `retry-later` or a handler that threw; 5 s unless told. */
  readonly retryAfterS?: number;
  /** How long one poll waits for a message, and so how long an idle `stop` may take; 20 s unless told. */
  readonly waitS?: number;
  /** How long `stop` lets handlers finish before their signal is aborted; 25 s unless told. */
  readonly drainMs?: number;
  /**
   * Awaited before each poll, so that a consumer that could do nothing with a message leaves it to others. The signal
   * aborts with `stop`; a rejection means no poll now.
   */
  beforePoll?(signal: AbortSignal): Promise<void>;
  handle(message: ScanMessage, signal: AbortSignal, delivery: Delivery): Promise<Handled>;
  /** Told of each message that was removed because it is not a scan. */
  onRubbish?(delivery: Delivery, message: { readonly Body?: string | undefined }): void;
  readonly logger: EventsLogger;
}

/** The part of a pino logger that is used here. */
export interface EventsLogger {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

export interface ScanConsumer {
  start(): void;
  /** Takes nothing new, lets what runs finish, and resolves when no request is open any more. */
  stop(): Promise<void>;
}

/** Handles the messages of one queue. A message leaves the queue only by `done` or as rubbish. */
export function consumeScans(_options: ConsumeOptions): ScanConsumer {
  throw new Error('not written yet');
}
