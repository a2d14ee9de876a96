import type { LogLine } from '@assay/contracts';
import { again } from '../ingest/again.ts';
import type { IngestAway, IngestClient } from '../ingest/ingest-client.ts';

export interface LogStream {
  push(line: LogLine): void;
  /**
   * Takes back the lines of an engine that still wait, and answers how many: they go with its answer, which comes
   * after those that were sent. Resolves when those have arrived, at the latest after `patienceMs`; never throws.
   */
  takeBack(engine: string, patienceMs: number): Promise<number>;
  stop(): void;
}

export interface LogStreamOptions {
  readonly ingest: Pick<IngestClient, 'appendLogs'>;
  readonly claim: string;
  readonly onAway: (error: IngestAway) => void;
}

/** Lines leave at the latest after this time. */
const BATCH_MS = 200;
const MAX_BATCH_LINES = 500;
/** Characters of one batch, so that the body stays far below what is taken. */
const MAX_BATCH_CHARS = 512 * 1024;
/** While results-ingest is away no more lines than these wait; every line also comes with its result. */
const MAX_WAITING_LINES = 5000;

/**
 * Brings lines of running engines to those who watch, in order, one batch at a time. Best effort: what is lost here
 * is not lost, because the whole log comes with the result.
 */
export function createLogStream(options: LogStreamOptions): LogStream {
  const ended = new AbortController();
  let waiting: LogLine[] = [];
  let sending: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

  async function sendAll(): Promise<void> {
    while (waiting.length > 0 && !ended.signal.aborted) {
      const lines = takeBatch();
      await again(() => options.ingest.appendLogs({ claim: options.claim, lines }), ended.signal, options.onAway);
    }
  }
  function takeBatch(): LogLine[] {
    let chars = 0;
    let count = 0;
    for (const { message } of waiting.slice(0, MAX_BATCH_LINES)) {
      chars += message.length;
      if (count > 0 && chars > MAX_BATCH_CHARS) break;
      count += 1;
    }
    return waiting.splice(0, count);
  }
  function send(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    sending ??= sendAll()
      // A refusal: the lease is lost or the scan is gone, so nobody wants these lines any more.
      .catch(() => ended.abort())
      .finally(() => {
        sending = null;
      });
    return sending;
  }

  return {
    push(line) {
      if (ended.signal.aborted || waiting.length >= MAX_WAITING_LINES) return;
      waiting.push(line);
      timer ??= setTimeout(send, BATCH_MS);
    },
    async takeBack(engine, patienceMs) {
      const before = waiting.length;
      waiting = waiting.filter((line) => line.engine !== engine);
      const taken = before - waiting.length;
      if (sending === null) return taken;
      let late: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        late = setTimeout(resolve, patienceMs);
      });
      await Promise.race([sending, patience]);
      clearTimeout(late);
      return taken;
    },
    stop() {
      clearTimeout(timer);
      waiting = [];
      ended.abort();
    },
  };
}
