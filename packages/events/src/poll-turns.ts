import { setTimeout as delay } from 'node:timers/promises';

const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 5_000;

/**
 * Lets one of several consumers poll at a time, so that an idle queue costs one open request however many messages may
 * be handled at once; whoever got a message passes the turn on. After failed polls the next turn waits, longer each
 * time. A closed gate throws at everybody who waits.
 */
export function pollTurns() {
  const closing = new AbortController();
  const waiting: (() => void)[] = [];
  let taken = false;
  let failures = 0;

  async function enter(): Promise<void> {
    closing.signal.throwIfAborted();
    // A turn that is passed on stays taken, so that nobody slips in between.
    if (taken) await new Promise<void>((resolve) => waiting.push(resolve));
    taken = true;
    if (closing.signal.aborted || failures === 0) return checkOpen();
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), MAX_PAUSE_MS);
    await delay(pauseMs, undefined, { signal: closing.signal }).catch(() => {});
    checkOpen();
  }

  function checkOpen(): void {
    if (!closing.signal.aborted) return;
    pass();
    closing.signal.throwIfAborted();
  }

  function pass(): void {
    const next = waiting.shift();
    if (next) next();
    else taken = false;
  }

  return {
    enter,
    leave(failed: boolean): void {
      failures = failed ? failures + 1 : 0;
      pass();
    },
    close(): void {
      closing.abort(new Error('The consumer is stopping.'));
      for (const wake of waiting.splice(0)) wake();
    },
    get closed(): boolean {
      return closing.signal.aborted;
    },
  };
}
