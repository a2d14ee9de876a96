import type { Redis } from 'ioredis';
import type { EventsLogger } from './events-logger.ts';
import type { LiveReader, LiveWriter } from './ports.ts';

export interface RedisLiveOptions {
  readonly logger: EventsLogger;
  /** About how many events a user's stream keeps; 1,000 unless told. */
  readonly maxUserEvents?: number;
  /** About how many events and log lines the stream of a scan keeps; 10,000 unless told. */
  readonly maxScanEvents?: number;
  /** How long a stream is kept after its last event; 3,600 s unless told. */
  readonly keepS?: number;
  /** Told of each event that could not be written, for a counter. */
  onWriteFailure?(error: Error): void;
}

/** Live events in capped Redis streams. Readers share one subscribed connection, made with the first of them. */
export function redisLive(
  _redis: Redis,
  _options: RedisLiveOptions,
): LiveWriter & LiveReader & { close(): Promise<void> } {
  throw new Error('not written yet');
}
