import { setTimeout as delay } from 'node:timers/promises';

/**
 * What `source` brings, and `null` whenever it has been quiet for `quietMs`. Ends with the source, or when `signal`
 * aborts; nothing that the source gave is dropped.
 */
export async function* withHeartbeats<T>(
  source: AsyncIterable<T>,
  quietMs: number,
  signal: AbortSignal,
): AsyncGenerator<T | null> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    let next = iterator.next();
    for (;;) {
      const quiet = new AbortController();
      const timer = delay(quietMs, null, { signal: AbortSignal.any([quiet.signal, signal]), ref: false });
      timer.catch(() => {});
      const first = await Promise.race([next, timer.catch(() => null)]);
      quiet.abort();
      if (signal.aborted) return;
      if (first === null) {
        yield null;
        continue;
      }
      if (first.done === true) return;
      yield first.value;
      next = iterator.next();
    }
  } finally {
    // The source ends by the same signal; waiting here for one that does not would hold the connection.
    iterator.return?.(undefined)?.catch(() => {});
  }
}
