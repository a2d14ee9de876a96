/**
 * Passes chunks on until `signal` aborts, then throws its reason at once, also while the source is silent. The
 * source is told to stop but not waited for: a client that sends nothing would hold us for ever.
 */
export async function* takeUntilAborted(
  bytes: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const source = bytes[Symbol.asyncIterator]();
  let giveUp: (reason: unknown) => void = () => {};
  const onAbort = () => giveUp(signal?.reason);
  let ended = false;
  try {
    signal?.throwIfAborted();
    signal?.addEventListener('abort', onAbort);
    while (true) {
      // One listener for all chunks; racing each against one long promise would collect a reaction per chunk.
      const next = await new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
        giveUp = reject;
        source.next().then(resolve, reject);
      });
      signal?.throwIfAborted();
      if (next.done) {
        ended = true;
        return;
      }
      yield next.value;
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    if (!ended) source.return?.()?.then(undefined, () => {});
  }
}
