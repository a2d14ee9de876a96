import { createGate, type GateOptions } from '../src/index.ts';
import { ARRIVAL, type KeyStores } from './key-stores.ts';

export { ARRIVAL };

/** Nothing is bounded but what a test bounds. */
export const UNBOUNDED = { perUser: {}, failedPerMinute: 0, anonymousPerMinute: 0 };

/** The gate of another process, which writes its counts only when it is told to. */
export function openGate(stores: KeyStores, options: Partial<GateOptions> = {}) {
  return createGate({
    redis: stores.redis,
    table: stores.table,
    sealer: stores.sealer,
    clock: () => stores.time.now,
    wait: () => Promise.resolve(),
    limits: UNBOUNDED,
    flushMs: 3_600_000,
    ...options,
  });
}
