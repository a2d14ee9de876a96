import { Worker } from 'node:worker_threads';
import { AssayError } from '@assay/contracts';
import type { SearchIndex, SearchPage, SimilarHit } from '../ports.ts';
import type { Answer, Call, ThreadData } from './messages.ts';

/** Calls that wait for the thread at once; more are refused, so that none waits without end. */
const MAX_WAITING = 64;

interface Waiting {
  resolve(result: unknown): void;
  reject(fault: AssayError): void;
}

/**
 * An index in one file of SQLite. Its connection lives in a thread of its own, so that a slow search, or a write that
 * waits for another process, stalls nothing else; the thread starts with the first call. One process writes at a time,
 * any number read. Reading waits for a writer to have made the file.
 */
export function openSqliteIndex(path: string, mode: 'read' | 'write'): SearchIndex {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | null = null;
  let calls = 0;

  function start(): Worker {
    const workerData: ThreadData = { path, mode };
    const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData });
    worker.unref();
    worker.on('message', (answer: Answer) => {
      const call = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (waiting.size === 0) worker.unref();
      if ('fault' in answer) call?.reject(new AssayError('no-search', undefined, answer.fault));
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

  function ask(call: Call): Promise<unknown> {
    if (waiting.size >= MAX_WAITING) return Promise.reject(new AssayError('busy', undefined, { retryAfterS: 1 }));
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
    query: (request) => ask({ method: 'query', request }) as Promise<SearchPage>,
    similar: (likeness, owner, limit) =>
      ask({ method: 'similar', likeness, owner, limit }) as Promise<readonly SimilarHit[]>,
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
