import type { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { connectRedis, type RedisLive } from '../src/index.ts';
import { liveOn, logLine, scanEvent, take, untilReady } from './support/live.ts';
import { startRedis, type TestRedis } from './support/start-redis.ts';

const USER = 'a'.repeat(64);
const SCAN = '17000000000000000001';

describe('live events, when Redis goes away,', () => {
  let server: TestRedis;
  let redis: Redis;
  let live: RedisLive;
  let failures: Error[];
  let said: string[];
  const left = new AbortController();

  async function start(options: { persist?: boolean } = {}): Promise<void> {
    server = await startRedis(options);
    redis = await untilReady(connectRedis(server.url));
    ({ live, failures, said } = liveOn(redis));
  }
  afterEach(async () => {
    await live.close();
    redis.disconnect();
    await server.stop();
  });

  /** Starts a reader and waits until it has read what there is and sleeps. */
  async function sleepingReader(after: string | null, count: number) {
    const reader = live.followScan(SCAN, after, left.signal)[Symbol.asyncIterator]();
    await take(reader, count);
    const next = reader.next();
    next.catch(() => {});
    await expect.poll(() => redis.pubsub('NUMSUB', `wake:log:${SCAN}`)).toEqual([`wake:log:${SCAN}`, 1]);
    return { reader, next };
  }

  it('fail no writer, are counted, and are written again afterwards', async () => {
    await start();
    await server.kill();
    await Promise.all(Array.from({ length: 20 }, () => live.emit(USER, scanEvent(SCAN, 'queued'))));
    await live.log(SCAN, [logLine(1)]);
    expect(failures).toHaveLength(21);
    await server.restart();
    await untilReady(redis);
    await live.log(SCAN, [logLine(2)]);
    expect(failures).toHaveLength(21);
    expect((await live.lines(SCAN)).map(({ seq }) => seq)).toEqual([2]);
    expect(said).toEqual(['live events cannot be written', 'live events are written again']);
  });

  it('go on for a reader without a loss, when Redis kept its data', async () => {
    await start({ persist: true });
    await live.log(SCAN, [logLine(1), logLine(2)]);
    const { reader, next } = await sleepingReader(null, 2);
    await server.restart();
    await untilReady(redis);
    await live.log(SCAN, [logLine(3)]);
    await live.log(SCAN, [logLine(4)]);
    const rest = [(await next).value, ...(await take(reader, 1))];
    expect(rest.map((placed) => placed.event.line.seq)).toEqual([3, 4]);
    await reader.return?.();
  });

  it('go on for a reader who has seen nothing yet, when Redis lost its data', async () => {
    await start();
    const { reader, next } = await sleepingReader(null, 0);
    await server.restart();
    await untilReady(redis);
    await live.log(SCAN, [logLine(1)]);
    expect((await next).value.event.line.seq).toBe(1);
    await reader.return?.();
  });

  it('end with an error for a reader who would miss some, when Redis lost its data', async () => {
    await start();
    await live.log(SCAN, [logLine(1)]);
    const { next } = await sleepingReader(null, 1);
    await server.restart();
    await expect(next).rejects.toMatchObject({ kind: 'transient' });
  });

  it('end with an error for a reader when it stays away', async () => {
    await start();
    await live.log(SCAN, [logLine(1)]);
    const reader = live.followScan(SCAN, null, left.signal)[Symbol.asyncIterator]();
    await take(reader, 1);
    await server.kill();
    await expect(reader.next()).rejects.toMatchObject({ kind: 'transient' });
  });

  it('end with an error at once for a reader who comes then', async () => {
    await start();
    await server.kill();
    const scan = live.followScan(SCAN, null, left.signal)[Symbol.asyncIterator]();
    await expect(scan.next()).rejects.toMatchObject({ kind: 'transient' });
    const user = live.followUser(USER, null, left.signal)[Symbol.asyncIterator]();
    await expect(user.next()).rejects.toMatchObject({ kind: 'transient' });
  });
});
