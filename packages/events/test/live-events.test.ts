import type { LogLine } from '@assay/contracts';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectRedis, type Placed, type RedisLive, redisLive } from '../src/index.ts';
import { liveOn, logLine, scanEvent, take, untilReady } from './support/live.ts';
import { startRedis, type TestRedis } from './support/start-redis.ts';

const USER = 'a'.repeat(64);
const SCAN = '17000000000000000001';

describe('live events', () => {
  let server: TestRedis;
  let redis: Redis;
  let live: RedisLive;
  const left = new AbortController();
  beforeEach(async () => {
    server = await startRedis();
    redis = await untilReady(connectRedis(server.url));
    live = liveOn(redis).live;
  });
  afterEach(async () => {
    await live.close();
    redis.disconnect();
    await server.stop();
  });

  const logOf = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => logLine(from + index + 1));
  const seqs = (placed: readonly Placed[]) =>
    placed.map(({ event }) => (event.type === 'log' ? event.line.seq : event.type));

  it('come to a reader who opens in the middle: every line so far in order, then those that follow', async () => {
    for (let at = 0; at < 700; at += 100) await live.log(SCAN, logOf(at, at + 100));
    const reader = live.followScan(SCAN, null, left.signal)[Symbol.asyncIterator]();
    const early = await take(reader, 700);
    await live.log(SCAN, logOf(700, 703));
    await live.emit(USER, scanEvent(SCAN, 'complete'));
    const late = await take(reader, 4);
    expect(seqs([...early, ...late])).toEqual([...Array.from({ length: 703 }, (_, index) => index + 1), 'scan']);
    await reader.return?.();
  });

  it('of a deleted file are removed, and of no other', async () => {
    const other = `${SCAN.slice(0, -1)}2`;
    for (const scan of [SCAN, other]) {
      await live.emit(USER, scanEvent(scan, 'queued'));
      await live.log(scan, logOf(0, 3));
      await live.emit(USER, scanEvent(scan, 'complete'));
    }
    await live.forget(USER, [SCAN]);
    await live.forget(USER, []);
    expect([(await live.lines(SCAN)).length, (await live.lines(other)).length]).toEqual([0, 3]);
    const kept = await redis.xrange(`events:${USER}`, '-', '+');
    expect(kept.map(([, fields]) => JSON.parse(fields[1] as string).scanid)).toEqual([other, other]);
  });

  it('that cannot be removed are said to be there', async () => {
    await live.emit(USER, scanEvent(SCAN, 'queued'));
    redis.disconnect();
    await expect(live.forget(USER, [SCAN])).rejects.toMatchObject({ kind: 'transient' });
  });

  it('come once each and in order while writers write and readers come and go', async () => {
    const lines = 400;
    const writers = [1, 2, 3].map(async (writer) => {
      for (let seq = 1; seq <= lines; seq += 1) await live.log(SCAN, [logLine(seq, `engine-${writer}`)]);
    });
    let after: string | null = null;
    const got: Placed[] = [];
    while (got.length < 3 * lines) {
      const reader = live.followScan(SCAN, after, left.signal)[Symbol.asyncIterator]();
      got.push(...(await take(reader, Math.min(97, 3 * lines - got.length))));
      after = got.at(-1)?.id ?? null;
      await reader.return?.();
    }
    await Promise.all(writers);
    for (const writer of [1, 2, 3]) {
      const own = got.filter(({ event }) => event.type === 'log' && event.line.engine === `engine-${writer}`);
      expect(seqs(own)).toEqual(Array.from({ length: lines }, (_, index) => index + 1));
    }
  });

  it('of a user begin at the present, or behind the place that is given', async () => {
    await live.emit(USER, scanEvent(SCAN, 'queued'));
    const place = await live.userPlace(USER);
    await live.emit(USER, scanEvent(SCAN, 'in-progress'));
    const present = live.followUser(USER, null, left.signal)[Symbol.asyncIterator]();
    const first = present.next();
    // The reader has begun when it has subscribed.
    await expect.poll(() => redis.pubsub('NUMSUB', `wake:events:${USER}`)).toEqual([`wake:events:${USER}`, 1]);
    await live.emit(USER, scanEvent(SCAN, 'complete'));
    expect((await first).value.event).toMatchObject({ status: 'complete' });
    const resumed = live.followUser(USER, place, left.signal)[Symbol.asyncIterator]();
    const both = await take(resumed, 2);
    expect(both.map(({ event }) => (event as { status?: string }).status)).toEqual(['in-progress', 'complete']);
    await Promise.all([present.return?.(), resumed.return?.()]);
  });

  it('of a user never hold log lines, nor those of another user', async () => {
    const other = 'b'.repeat(64);
    await live.emit(other, scanEvent(SCAN, 'queued'));
    await live.log(SCAN, logOf(0, 3));
    await live.emit(USER, scanEvent(SCAN, 'complete'));
    const reader = live.followUser(USER, '0-0', left.signal)[Symbol.asyncIterator]();
    expect((await take(reader, 1))[0]?.event).toMatchObject({ status: 'complete' });
    await reader.return?.();
  });

  it('tell where the newest event of a user is', async () => {
    expect(await live.userPlace(USER)).toBe('0-0');
    await live.emit(USER, scanEvent(SCAN, 'queued'));
    const place = await live.userPlace(USER);
    const reader = live.followUser(USER, '0-0', left.signal)[Symbol.asyncIterator]();
    expect((await take(reader, 1))[0]?.id).toBe(place);
    await reader.return?.();
  });

  it('give back the log lines alone, in order', async () => {
    const lines: LogLine[] = logOf(0, 600);
    await live.log(SCAN, lines.slice(0, 500));
    await live.emit(USER, scanEvent(SCAN, 'in-progress'));
    await live.log(SCAN, lines.slice(500));
    expect(await live.lines(SCAN)).toEqual(lines);
    expect(await live.lines('17000000000000000002')).toEqual([]);
  });

  it('pass over what is no event', async () => {
    await redis.xadd(`log:${SCAN}`, '*', 'event', 'not JSON');
    await redis.xadd(`log:${SCAN}`, '*', 'event', '{"type":"other"}');
    await redis.xadd(`log:${SCAN}`, '*', 'else', '1');
    await live.log(SCAN, logOf(0, 1));
    const reader = live.followScan(SCAN, null, left.signal)[Symbol.asyncIterator]();
    expect(seqs(await take(reader, 1))).toEqual([1]);
    await reader.return?.();
  });

  it('end quietly when the reader leaves, also in a silence, and nothing stays subscribed', async () => {
    const leaving = new AbortController();
    const reader = live.followScan(SCAN, null, leaving.signal)[Symbol.asyncIterator]();
    const next = reader.next();
    await expect.poll(() => redis.pubsub('NUMSUB', `wake:log:${SCAN}`)).toEqual([`wake:log:${SCAN}`, 1]);
    leaving.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    await expect.poll(() => redis.pubsub('NUMSUB', `wake:log:${SCAN}`)).toEqual([`wake:log:${SCAN}`, 0]);
    const gone = live.followScan(SCAN, null, leaving.signal)[Symbol.asyncIterator]();
    expect(await gone.next()).toEqual({ done: true, value: undefined });
  });

  it('come to 200 readers over one connection', async () => {
    const before = await connections(redis);
    const readers = Array.from({ length: 200 }, () => live.followScan(SCAN, null, left.signal)[Symbol.asyncIterator]());
    const all = Promise.all(readers.map((reader) => take(reader, 50)));
    await expect.poll(() => redis.pubsub('NUMSUB', `wake:log:${SCAN}`)).toEqual([`wake:log:${SCAN}`, 1]);
    for (let at = 0; at < 50; at += 5) await live.log(SCAN, logOf(at, at + 5));
    const expected = Array.from({ length: 50 }, (_, index) => index + 1);
    for (const placed of await all) expect(seqs(placed)).toEqual(expected);
    expect(await connections(redis)).toBe(before + 1);
    await Promise.all(readers.map((reader) => reader.return?.()));
  });

  it('are kept in a bounded stream that ends some time after the scan', async () => {
    const bounded = redisLive(redis, { ...quiet, maxScanEvents: 300, keepS: 50 });
    for (let at = 0; at < 2000; at += 500) await bounded.log(SCAN, logOf(at, at + 500));
    // Redis trims whole nodes of 100 entries.
    expect(await redis.xlen(`log:${SCAN}`)).toBeLessThanOrEqual(400);
    const ttl = await redis.ttl(`log:${SCAN}`);
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(50);
    await bounded.close();
  });

  it('say whether a place can be resumed from', async () => {
    const bounded = redisLive(redis, { ...quiet, maxUserEvents: 300 });
    expect(await bounded.holds({ userId: USER }, '0-0')).toBe(true);
    await bounded.emit(USER, scanEvent(SCAN, 'queued'));
    const early = await bounded.userPlace(USER);
    expect(await bounded.holds({ userId: USER }, early)).toBe(true);
    expect(await bounded.holds({ userId: USER }, '0-0')).toBe(true);
    for (let index = 0; index < 1000; index += 1) await bounded.emit(USER, scanEvent(SCAN, 'in-progress'));
    expect(await bounded.holds({ userId: USER }, early)).toBe(false);
    expect(await bounded.holds({ userId: USER }, '0-0')).toBe(false);
    expect(await bounded.holds({ userId: USER }, await bounded.userPlace(USER))).toBe(true);
    // Not a place, never a place, and the place of a stream that is gone.
    expect(await bounded.holds({ userId: USER }, 'x')).toBe(false);
    expect(await bounded.holds({ userId: USER }, '99999999999999-0')).toBe(false);
    expect(await bounded.holds({ scanId: '17000000000000000009' }, early)).toBe(false);
    await bounded.close();
  });

  it('end with an error for a reader who was overtaken, instead of leaving a gap', async () => {
    const bounded = redisLive(redis, { ...quiet, maxScanEvents: 500 });
    await bounded.log(SCAN, logOf(0, 500));
    const reader = bounded.followScan(SCAN, null, left.signal)[Symbol.asyncIterator]();
    await take(reader, 250);
    for (let at = 500; at < 3000; at += 500) await bounded.log(SCAN, logOf(at, at + 500));
    await expect(reader.next()).rejects.toMatchObject({ kind: 'transient' });
    await bounded.close();
  });

  it.each(['x', '1-2-3', '1-0\n'])('refuse %j as a place', async (place) => {
    const reader = async () => await live.followUser(USER, place, left.signal)[Symbol.asyncIterator]().next();
    await expect(reader()).rejects.toMatchObject({ kind: 'invalid-argument' });
  });

  it('that Redis has no memory for are counted, and fail nothing', async () => {
    const { live: counted, failures } = liveOn(redis);
    await redis.config('SET', 'maxmemory', '1');
    await counted.log(SCAN, logOf(0, 5));
    expect(failures.length).toBe(1);
    await redis.config('SET', 'maxmemory', '0');
    await counted.log(SCAN, logOf(0, 5));
    expect(await counted.lines(SCAN)).toHaveLength(5);
    expect(failures.length).toBe(1);
    await counted.close();
  });

  it('end for all readers when they are closed', async () => {
    const reader = live.followScan(SCAN, null, left.signal)[Symbol.asyncIterator]();
    const next = reader.next();
    await expect.poll(() => redis.pubsub('NUMSUB', `wake:log:${SCAN}`)).toEqual([`wake:log:${SCAN}`, 1]);
    await live.close();
    expect((await next).done).toBe(true);
    expect(redis.status).toBe('ready');
  });
});

const quiet = { logger: { info() {}, warn() {}, error() {} } };

async function connections(redis: Redis): Promise<number> {
  return String(await redis.client('LIST'))
    .trim()
    .split('\n').length;
}
