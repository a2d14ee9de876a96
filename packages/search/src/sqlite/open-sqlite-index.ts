import { Worker } from 'node:worker_threads';
import { AssayError } from '@assay/contracts';
import { SEARCH_MS } from '../deadline.ts';
import type { SearchIndex, SearchPage, SimilarPage } from '../ports.ts';
import { createTurns } from '../turns.ts';
import type { Answer, Call, ThreadData } from './messages.ts';

/**
 * The thread has one call at a time; what waits for it takes turns by who asks. More are refused, so that none waits without
 * end.
 */
const TURNS = { atOnce: 1, waiting: 64, perAsker: 8 };

/** What tests set. */
export interface SqliteOptions {
  /** How long a search may take, in milliseconds. */
  readonly searchMs?: number;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(fault: AssayError): void;
}

/**
 * An index in one file of SQLite. Its connection lives in a thread of its own, so that a slow search, or a write that
 * waits for another process, stalls nothing else; the thread starts with the first call. One process writes at a time,
 * any number read. Reading waits for a writer to have made the file.
 */
export function openSqliteIndex(path: string, mode: 'read' | 'write', options: SqliteOptions = {}): SearchIndex {
  const turns = createTurns(TURNS);
  const waiting = new Map<number, Waiting>();
  let thread: Worker | null = null;
  let calls = 0;

  function start(): Worker {
    const workerData: ThreadData = { path, mode, searchMs: options.searchMs ?? SEARCH_MS };
    const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData });
    worker.unref();
    worker.on('message', (answer: Answer) => {
      const call = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (waiting.size === 0) worker.unref();
      if ('fault' in answer)
        call?.reject(new AssayError(answer.fault.kind, undefined, { internal: answer.fault.internal }));
      else call?.resolve(answer.result);
    });
    const ended = (cause: unknown) => {
      if (thread !== worker) return;
      thread = null;
      const fault = new AssayError('no-search', undefined, { internal: 'the thread of the index ended', cause });
      for (const { reject } of waiting.values()) reject(fault);
      waiting.clear();
    };
    worker.on('error', ended);
    worker.on('exit', ended);
    return worker;
  }

  function ask(call: Call, asker: string | null = null): Promise<unknown> {
    return turns.take(asker, () => tell(call));
  }

  function tell(call: Call): Promise<unknown> {
    thread ??= start();
    const worker = thread;
    worker.ref();
    calls += 1;
    const id = calls;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, call });
    });
  }

  return {
    async put(document) {
      await ask({ method: 'put', documents: [document] });
    },
    async putAll(documents) {
      await ask({ method: 'put', documents });
    },
    async remove(userId, sha256) {
      await ask({ method: 'remove', userId, sha256 });
    },
    query: (request) => ask({ method: 'query', request }, request.asker) as Promise<SearchPage>,
    similar: (request) => ask({ method: 'similar', request }, request.asker) as Promise<SimilarPage>,
    async check() {
      await ask({ method: 'check' });
    },
    // What cannot even be opened is not sound; a fault of another kind shows itself when the index is begun anew.
    sound: () => ask({ method: 'sound' }).then(Boolean, () => false),
    async renew() {
      await ask({ method: 'renew' });
    },
    async close() {
      if (thread === null) return;
      const worker = thread;
      await ask({ method: 'close' });
      thread = null;
      await worker.terminate();
    },
  };
}
