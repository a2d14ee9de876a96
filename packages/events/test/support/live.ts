import { once } from 'node:events';
import type { LiveEvent, LogLine, ScanStatus } from '@assay/contracts';
import type { Redis } from 'ioredis';
import { type Placed, type RedisLive, redisLive } from '../../src/index.ts';

const TIME = '2026-01-02T03:04:05.000Z';

export function logLine(seq: number, engine = 'clamav'): LogLine {
  return { engine, seq, time: TIME, level: 'info', message: `line ${seq}` };
}

export function scanEvent(scanid: string, status: ScanStatus): LiveEvent {
  return { type: 'scan', scanid, sha256: 'c'.repeat(64), status, verdict: null, time: TIME };
}

/** The next so many events of a reader; fails when it ends before. */
export async function take(reader: AsyncIterator<Placed>, count: number): Promise<Placed[]> {
  const taken: Placed[] = [];
  while (taken.length < count) {
    const next = await reader.next();
    if (next.done) throw new Error(`The stream ended after ${taken.length} of ${count} events.`);
    taken.push(next.value);
  }
  return taken;
}

/** Live events that remember what failed and what was said of it. */
export function liveOn(redis: Redis): { live: RedisLive; failures: Error[]; said: string[] } {
  const failures: Error[] = [];
  const said: string[] = [];
  const say = (_fields: object, text: string) => void said.push(text);
  const live = redisLive(redis, {
    logger: { info: say, warn: say, error: say },
    giveUpMs: 1_000,
    onWriteFailure: (error) => failures.push(error),
  });
  return { live, failures, said };
}

export async function untilReady(redis: Redis): Promise<Redis> {
  // Tests take Redis away; without a listener each failed connection would be printed.
  redis.on('error', () => {});
  if (redis.status !== 'ready') await once(redis, 'ready');
  return redis;
}
