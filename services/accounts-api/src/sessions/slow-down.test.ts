import { connectRedis } from '@assay/events';
import { startRedis, type TestRedis } from '@assay/events/testing';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSlowDown, type Lane } from './slow-down.ts';

let server: TestRedis;
let redis: Redis;
beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis(server.url);
  redis.on('error', () => {});
  if (redis.status !== 'ready') await new Promise<void>((resolve) => redis.once('ready', () => resolve()));
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

let lanes = 0;
const lane = (changes: Partial<Lane> = {}): Lane => {
  lanes += 1;
  return { key: `tries:test:${lanes}`, free: 3, longestMs: 8000, own: false, ...changes };
};

/** A shared lane as it should be. */
interface Model {
  now: number;
  tries: number;
  at: number;
}

it('lets through what it should, whatever is tried and however long is waited', async () => {
  const step = fc.oneof(
    fc.constantFrom('wrong' as const, 'right' as const),
    fc.integer({ min: 0, max: 10_000 }).map((waitMs) => ({ waitMs })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const model: Model = { now: 1_700_000_000_000, tries: 0, at: 0 };
      const tried = lane();
      const slowDown = createSlowDown(redis, () => model.now);
      for (const each of steps) {
        if (typeof each === 'object') {
          model.now += each.waitMs;
          continue;
        }
        const begun = await slowDown.begin([tried]).catch((error: unknown) => error);
        if (model.at > model.now) {
          expect(begun).toMatchObject({ kind: 'busy', retryAfterS: Math.ceil((model.at - model.now) / 1000) });
          continue;
        }
        if (each === 'right') {
          await (begun as Awaited<ReturnType<typeof slowDown.begin>>).forgive();
          if (model.tries >= 3) model.at = 0;
          continue;
        }
        expect(begun).toHaveProperty('forgive');
        model.tries += 1;
        model.at = model.tries > 3 ? model.now + Math.min(8000, 1000 * 2 ** (model.tries - 4)) : 0;
      }
    }),
    { numRuns: 60 },
  );
});

it('forgives everything in one’s own lane, and in a shared one the right try alone', async () => {
  const slowDown = createSlowDown(redis, () => 1_700_000_000_000);
  for (const own of [true, false]) {
    const tried = lane({ own });
    for (let at = 0; at < 2; at += 1) await slowDown.begin([tried]);
    await (await slowDown.begin([tried])).forgive();
    let free = 0;
    while (
      await slowDown.begin([tried]).then(
        () => true,
        () => false,
      )
    )
      free += 1;
    expect(free).toBe(own ? 4 : 2);
  }
});

it('counts in no lane what one of them refuses', async () => {
  const slowDown = createSlowDown(redis, () => 1_700_000_000_000);
  const [full, other] = [lane({ free: 0 }), lane()];
  await slowDown.begin([full]);
  for (let at = 0; at < 10; at += 1) {
    await expect(slowDown.begin([other, full])).rejects.toMatchObject({ kind: 'busy' });
  }
  expect(await redis.exists(other.key)).toBe(0);
});

it('forgets after an hour', async () => {
  const tried = lane();
  await createSlowDown(redis, Date.now).begin([tried]);
  const leftMs = await redis.pttl(tried.key);
  expect(leftMs).toBeGreaterThan(0);
  expect(leftMs).toBeLessThanOrEqual(3_600_000);
});
