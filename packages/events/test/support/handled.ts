import type { ScanMessage } from '@assay/contracts';
import type { ConsumeOptions, Delivery, EventsLogger, Handled } from '../../src/index.ts';

export const quietLogger: EventsLogger = { info() {}, warn() {}, error() {} };

type Handle = ConsumeOptions['handle'];

/** A handler that remembers what it was given, and whose progress can be waited for. */
export function handledBy(handle: Handle = async () => 'done') {
  const scans: ScanMessage[] = [];
  const deliveries: Delivery[] = [];
  const ended = counter();
  const begun = counter();
  return {
    /** Handled to their end, in that order. */
    scans,
    /** Each delivery, as it began. */
    deliveries,
    async handle(scan: ScanMessage, signal: AbortSignal, delivery: Delivery): Promise<Handled> {
      deliveries.push(delivery);
      begun.tick();
      try {
        const handled = await handle(scan, signal, delivery);
        scans.push(scan);
        return handled;
      } finally {
        ended.tick();
      }
    },
    /** Resolves when so many have ended. */
    count: ended.reached,
    /** Resolves when so many have begun. */
    begun: begun.reached,
    tick: ended.tick,
    ticks: ended.ticks,
  };
}

function counter() {
  let reached = 0;
  const waiting: { at: number; resolve(): void }[] = [];
  return {
    tick() {
      reached += 1;
      for (const { at, resolve } of waiting) if (reached >= at) resolve();
    },
    ticks: () => reached,
    reached: (at: number) =>
      new Promise<void>((resolve) => {
        if (reached >= at) resolve();
        else waiting.push({ at, resolve });
      }),
  };
}

/** A promise that is resolved from outside. */
export function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}
