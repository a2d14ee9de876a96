import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectRedis } from '../src/connect-redis.ts';
import { redisReportCopies } from '../src/report-copies.ts';
import { startRedis } from './support/start-redis.ts';

const silent = { info() {}, warn() {}, error() {} };
let server: Awaited<ReturnType<typeof startRedis>>;
let redis: ReturnType<typeof connectRedis>;
let number = 0;
beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis(server.url);
  await new Promise<void>((resolve) => redis.once('ready', () => resolve()));
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

/** A file that no other test has touched. */
const file = () => {
  number += 1;
  return ['u', `sha-${number}`] as const;
};

describe('a copy of a report', () => {
  it('is there for everybody, for a moment', async () => {
    const [user, sha256] = file();
    await redisReportCopies(redis, silent).put(user, sha256, '{"size":1}', Date.now());
    expect(await redisReportCopies(redis, silent).get(user, sha256)).toMatchObject({
      text: '{"size":1}',
      ageing: false,
    });
    expect(await redis.pttl(`report:${user}:${sha256}`)).toBeLessThanOrEqual(2_000);
  });

  it('is another user’s never', async () => {
    const [user, sha256] = file();
    const copies = redisReportCopies(redis, silent);
    await copies.put(user, sha256, 'mine', Date.now());
    expect(await copies.get('v', sha256)).toBeNull();
  });

  it('is not used once the file has changed, and none of what was read before the change is kept', async () => {
    const [user, sha256] = file();
    const copies = redisReportCopies(redis, silent);
    const readAt = Date.now();
    await copies.put(user, sha256, 'old', readAt);
    await copies.forget(user, sha256);
    expect(await copies.get(user, sha256)).toBeNull();
    await copies.put(user, sha256, 'old', readAt);
    expect(await copies.get(user, sha256)).toBeNull();
  });

  it('is not made of what was read so long ago that the mark of a change may be gone', async () => {
    const [user, sha256] = file();
    const copies = redisReportCopies(redis, silent);
    await copies.put(user, sha256, 'old', Date.now() - 1_001);
    expect(await copies.get(user, sha256)).toBeNull();
  });

  it('is not used when it is older than it may become, even if Redis took it long after it was sent', async () => {
    const [user, sha256] = file();
    const readAt = Date.now();
    // What a stalled Redis carries out at last, when the mark of a change has been gone for a while.
    await redisReportCopies(redis, silent, () => readAt).put(user, sha256, 'old', readAt);
    const readers = (age: number) => redisReportCopies(redis, silent, () => readAt + age).get(user, sha256);
    expect(await readers(1_999)).toMatchObject({ text: 'old' });
    expect(await readers(2_000)).toBeNull();
  });

  it('that ages is replaced by whoever reads the table next, before it is gone', async () => {
    const [user, sha256] = file();
    const readAt = Date.now();
    await redisReportCopies(redis, silent).put(user, sha256, 'old: "1"', readAt);
    const later = redisReportCopies(redis, silent, () => readAt + 1_001);
    const old = await later.get(user, sha256);
    expect(old).toEqual({ text: 'old: "1"', readAt, ageing: true });
    await later.put(user, sha256, 'new', readAt + 1_001, old ?? undefined);
    expect(await later.get(user, sha256)).toEqual({ text: 'new', readAt: readAt + 1_001, ageing: false });
  });

  it('is not replaced by what was read before the file changed', async () => {
    const [user, sha256] = file();
    const copies = redisReportCopies(redis, silent);
    await copies.put(user, sha256, 'old', Date.now());
    const old = (await copies.get(user, sha256)) ?? undefined;
    const readAt = Date.now();
    await copies.forget(user, sha256);
    await copies.put(user, sha256, 'still old', readAt, old);
    expect(await copies.get(user, sha256)).toBeNull();
  });

  it('is not made of a report that is too large', async () => {
    const [user, sha256] = file();
    const copies = redisReportCopies(redis, silent);
    await copies.put(user, sha256, 'x'.repeat(262_145), Date.now());
    expect(await copies.get(user, sha256)).toBeNull();
  });
});

it('without Redis there are no copies, and nothing fails', async () => {
  const gone = connectRedis('unix:/nowhere/redis.sock', silent);
  const copies = redisReportCopies(gone, silent);
  await copies.put('u', 's', 'x', Date.now());
  await copies.forget('u', 's');
  expect(await copies.get('u', 's')).toBeNull();
  gone.disconnect();
});
