import type { Logger } from '@assay/scans';

export interface DueLoop {
  /** Lets the pass that runs finish, begins no other. */
  stop(): Promise<void>;
}

export interface DueLoopOptions {
  /** One pass; answers how many items it worked on. After `signal` a long one begins nothing more. */
  readonly sweep: (limit: number, signal: AbortSignal) => Promise<number>;
  readonly intervalMs: number;
  readonly logger: Logger;
  /** Told how each pass ended. */
  readonly onPass: (end: 'done' | 'failed', items: number) => void;
}

/** Items of one pass; a pass that was full is followed by the next one at once. */
const LIMIT = 100;

/** After failed passes the pause doubles up to this, so that a table that is away is not hammered. */
const MAX_PAUSE_MS = 30_000;

/** Repeats `sweep` until it is stopped. Passes never overlap, and a pass that failed does not end the loop. */
export function startDueLoop(options: DueLoopOptions): DueLoop {
  const stopping = new AbortController();
  const running = repeat(options, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function repeat(options: DueLoopOptions, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    let pauseMs = options.intervalMs;
    try {
      const items = await options.sweep(LIMIT, signal);
      options.onPass('done', items);
      failures = 0;
      if (items >= LIMIT) pauseMs = 0;
    } catch (error) {
      failures += 1;
      pauseMs = Math.min(options.intervalMs * 2 ** Math.min(failures, 10), MAX_PAUSE_MS);
      options.onPass('failed', 0);
      options.logger.error({ err: error, failures }, 'a pass over what is due failed');
    }
    await pause(pauseMs, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
