import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../logger.ts';

/**
 * Runs these one after the other, within `timeoutMs` for all together; one that fails or takes too long does not keep
 * the next from running. True when all ended well.
 */
export async function closeInOrder(
  steps: readonly (() => Promise<unknown> | unknown)[],
  timeoutMs: number,
  logger: Logger,
): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  let well = true;
  for (const step of steps) {
    try {
      await within(Math.max(0, end - performance.now()), step);
    } catch (error) {
      well = false;
      logger.error({ err: error }, 'a step of the stop failed');
    }
  }
  return well;
}

async function within(timeoutMs: number, step: () => Promise<unknown> | unknown): Promise<void> {
  const timer = new AbortController();
  const late = delay(timeoutMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error('it did not end in time');
  });
  try {
    await Promise.race([step(), late]);
  } finally {
    timer.abort();
    late.catch(() => {});
  }
}
