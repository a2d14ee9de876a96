import type { LiveEvent } from '@assay/contracts';
import type { Redis } from 'ioredis';
import type { EventsLogger } from '../events-logger.ts';
import type { LiveWriter } from '../ports.ts';
import { EVENT_FIELD } from './read-page.ts';
import { scanStream, userStream, wakeChannel } from './stream-keys.ts';

export interface WriteOptions {
  readonly logger: EventsLogger;
  readonly maxUserEvents: number;
  readonly maxScanEvents: number;
  readonly keepS: number;
  onWriteFailure(error: Error): void;
}

/** Appends events to their streams and wakes the readers. Resolves when Redis has them, or has failed to take them. */
export function writeEvents(redis: Redis, options: WriteOptions): Pick<LiveWriter, 'emit' | 'log'> {
  const { maxUserEvents, maxScanEvents } = options;
  const outage = { failed: 0 };

  async function append(streams: { key: string; max: number; events: readonly LiveEvent[] }[]): Promise<void> {
    try {
      const pipeline = redis.pipeline();
      for (const { key, max, events } of streams) {
        for (const event of events) pipeline.xadd(key, 'MAXLEN', '~', max, '*', EVENT_FIELD, JSON.stringify(event));
        pipeline.expire(key, options.keepS);
        pipeline.publish(wakeChannel(key), '');
      }
      // A pipeline resolves also when its commands fail, for one because the memory of Redis is full.
      for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
      recovered();
    } catch (error) {
      lost(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Every loss is counted; the log tells of the first and of how many there were, not of each of thousands. */
  function lost(error: Error): void {
    outage.failed += 1;
    options.onWriteFailure(error);
    if (outage.failed === 1) options.logger.warn({ err: error }, 'live events cannot be written');
  }

  function recovered(): void {
    if (outage.failed === 0) return;
    options.logger.info({ failed: outage.failed }, 'live events are written again');
    outage.failed = 0;
  }

  return {
    async emit(userId, event) {
      const ofUser = { key: userStream(userId), max: maxUserEvents, events: [event] };
      const ofScan = { key: scanStream(event.scanid), max: maxScanEvents, events: [event] };
      await append(event.type === 'log' ? [ofScan] : [ofUser, ofScan]);
    },
    async log(scanId, lines) {
      if (lines.length === 0) return;
      const events = lines.map((line) => ({ type: 'log' as const, scanid: scanId, line }));
      await append([{ key: scanStream(scanId), max: maxScanEvents, events }]);
    },
  };
}
