import type { LiveEvent, LogLine, ScanCompleted, ScanMessage } from '@assay/contracts';

/** The topic on which a scan begins. Resolves when the topic has taken the message. */
export interface ScanTopic {
  publish(message: ScanMessage): Promise<void>;
}

/** The topic on which other systems hear of scans that are complete. Resolves when the topic has taken the message. */
export interface CompletedTopic {
  publish(completed: ScanCompleted): Promise<void>;
}

/** A webhook and what it is to be sent. */
export interface WebhookRequest {
  readonly webhookId: string;
  readonly url: string;
  readonly event: string;
  readonly deliveryId: string;
  /** JSON, signed and sent as it is. */
  readonly body: string;
}

/** The HTTP status of the answer, or why there was none. `error` is null exactly when the receiver has taken it. */
export interface WebhookAnswer {
  readonly status: number | null;
  readonly error: string | null;
}

/** Sends one delivery once. Never throws: that a stranger's machine does not answer is no fault of ours. */
export interface WebhookSender {
  send(request: WebhookRequest): Promise<WebhookAnswer>;
  close(): Promise<void>;
}

/** How many messages wait or are being worked on in the queues of a pool. */
export interface QueueDepths {
  depth(pool: string): Promise<number>;
}

/**
 * Writes live events. Best effort: a live event that could not be written is logged and counted, and never
 * fails the work it tells of, because everything in it is in the table too.
 */
export interface LiveWriter {
  /** To `events:<uid>` and, for scan and engine events, also to `log:<scan id>`. */
  emit(userId: string, event: LiveEvent): Promise<void>;
  /** To `log:<scan id>`, in the order given. */
  log(scanId: string, lines: readonly LogLine[]): Promise<void>;
  /**
   * Removes what streams still hold of these scans of a user, because their file is deleted. Not best effort: throws
   * AssayError `transient` when Redis does not answer.
   */
  forget(userId: string, scanIds: readonly string[]): Promise<void>;
}

/** An event with its place in its stream, which a client sends back as `Last-Event-ID`. */
export interface Placed {
  readonly id: string;
  readonly event: LiveEvent;
}

/** Reads live events: what the stream still holds after `after`, then what comes, until `signal` aborts. */
export interface LiveReader {
  /** All scans of a user: `scan` and `engine` events. `after` null begins at the present. */
  followUser(userId: string, after: string | null, signal: AbortSignal): AsyncIterable<Placed>;
  /** One scan with its log lines. `after` null begins at the first event that is kept. */
  followScan(scanId: string, after: string | null, signal: AbortSignal): AsyncIterable<Placed>;
  /** Whether the stream still holds everything after this place, so that a reader can resume there. */
  holds(stream: { userId: string } | { scanId: string }, after: string): Promise<boolean>;
  /** The place of the newest event of a user's stream, `0-0` when there is none. */
  userPlace(userId: string): Promise<string>;
  /** Log lines of a scan that are kept live, in order, for scans whose engines have not all answered. */
  lines(scanId: string): Promise<LogLine[]>;
}
