import type { LiveEvent, LogLine, ScanMessage } from '@assay/contracts';

/** The topic on which a scan begins. Resolves when the topic has taken the message. */
export interface ScanTopic {
  publish(message: ScanMessage): Promise<void>;
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
