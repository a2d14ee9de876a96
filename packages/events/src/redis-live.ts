import type { LogLine } from '@assay/contracts';
import type { Redis } from 'ioredis';
import type { EventsLogger } from './events-logger.ts';
import { followStream } from './live/follow-stream.ts';
import { forgetScans } from './live/forget-scans.ts';
import { holdsPlace } from './live/holds-place.ts';
import { eventsInterrupted } from './live/live-errors.ts';
import { readPage } from './live/read-page.ts';
import { scanStream, userStream } from './live/stream-keys.ts';
import { BEGINNING, checkPlace, parsePlace } from './live/stream-place.ts';
import { wakeUps } from './live/wake-ups.ts';
import { writeEvents } from './live/write-events.ts';
import type { LiveReader, LiveWriter, Placed } from './ports.ts';

export interface RedisLiveOptions {
  readonly logger: EventsLogger;
  /** About how many events a user's stream keeps; 1,000 unless told. */
  readonly maxUserEvents?: number;
  /** About how many events and log lines the stream of a scan keeps; 10,000 unless told. */
  readonly maxScanEvents?: number;
  /** How long a stream is kept after its last event; 3,600 s unless told. */
  readonly keepS?: number;
  /** How long a reader waits for Redis when it is gone; 10 s unless told. */
  readonly giveUpMs?: number;
  /** Told of each write that failed, for a counter. */
  onWriteFailure?(error: Error): void;
}

export interface RedisLive extends LiveWriter, LiveReader {
  /** Ends all readers and the connection they share; the client that was given stays open. */
  close(): Promise<void>;
}

/** Live events in capped Redis streams. Readers share one subscribed connection, made with the first of them. */
export function redisLive(redis: Redis, options: RedisLiveOptions): RedisLive {
  const writer = writeEvents(redis, {
    logger: options.logger,
    maxUserEvents: options.maxUserEvents ?? 1_000,
    maxScanEvents: options.maxScanEvents ?? 10_000,
    keepS: options.keepS ?? 3_600,
    onWriteFailure: (error) => options.onWriteFailure?.(error),
  });
  const wakes = wakeUps(redis, options.logger);
  const closing = new AbortController();

  async function userPlace(userId: string): Promise<string> {
    const [newest] = await redis.xrevrange(userStream(userId), '+', '-', 'COUNT', 1);
    return newest?.[0] ?? BEGINNING;
  }

  async function present(userId: string): Promise<string> {
    return await userPlace(userId).catch((error: unknown) => {
      throw eventsInterrupted(error);
    });
  }

  function follow(stream: string, after: string, anchored: boolean, signal: AbortSignal): AsyncGenerator<Placed> {
    const ending = AbortSignal.any([signal, closing.signal]);
    return followStream({
      redis,
      wakes,
      stream,
      after,
      anchored,
      giveUpMs: options.giveUpMs ?? 10_000,
      signal: ending,
    });
  }

  return {
    ...writer,
    forget: (userId, scanIds) => forgetScans(redis, userId, scanIds),
    userPlace,
    async *followUser(userId, after, signal) {
      const from = after === null ? await present(userId) : checkPlace(after);
      yield* follow(userStream(userId), from, true, signal);
    },
    followScan(scanId, after, signal) {
      return follow(scanStream(scanId), after === null ? BEGINNING : checkPlace(after), after !== null, signal);
    },
    async holds(of, after) {
      if (!parsePlace(after)) return false;
      return await holdsPlace(redis, 'userId' in of ? userStream(of.userId) : scanStream(of.scanId), checkPlace(after));
    },
    async lines(scanId) {
      const lines: LogLine[] = [];
      let after = BEGINNING;
      while (true) {
        const page = await readPage(redis, scanStream(scanId), after);
        for (const { event } of page.events) if (event.type === 'log') lines.push(event.line);
        if (!page.full) return lines;
        after = page.end;
      }
    },
    async close() {
      closing.abort();
      wakes.close();
    },
  };
}
