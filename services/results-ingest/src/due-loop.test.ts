import { SILENT } from '@assay/test-backends';
import { expect, it } from 'vitest';
import { type DueLoopOptions, startDueLoop } from './due-loop.ts';

const options = (change: Partial<DueLoopOptions>): DueLoopOptions => ({
  sweep: async () => 0,
  intervalMs: 1,
  logger: SILENT,
  onPass() {},
  ...change,
});

it('goes on after passes that failed', async () => {
  let passes = 0;
  const { promise: third, resolve } = Promise.withResolvers<void>();
  const ends: string[] = [];
  const loop = startDueLoop(
    options({
      async sweep() {
        passes += 1;
        if (passes < 3) throw new Error('the table is away');
        resolve();
        return 0;
      },
      onPass: (end) => ends.push(end),
    }),
  );
  await third;
  await loop.stop();
  expect(ends.slice(0, 3)).toEqual(['failed', 'failed', 'done']);
});

it('has one pass at a time, and stop waits for it', async () => {
  let under = 0;
  let most = 0;
  let passes = 0;
  const { promise: several, resolve } = Promise.withResolvers<void>();
  const loop = startDueLoop(
    options({
      async sweep(limit) {
        under += 1;
        most = Math.max(most, under);
        await new Promise((next) => setImmediate(next));
        under -= 1;
        passes += 1;
        if (passes === 5) resolve();
        return limit;
      },
    }),
  );
  await several;
  await loop.stop();
  expect(most).toBe(1);
  expect(under).toBe(0);
});

it('begins a pass at once after one that was full', async () => {
  let passes = 0;
  const { promise: second, resolve } = Promise.withResolvers<void>();
  const loop = startDueLoop(
    options({
      intervalMs: 3_600_000,
      async sweep(limit) {
        passes += 1;
        if (passes === 2) resolve();
        return passes === 1 ? limit : 0;
      },
    }),
  );
  await second;
  await loop.stop();
});
