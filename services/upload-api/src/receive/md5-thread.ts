import { Worker } from 'node:worker_threads';
import type { FromMd5Thread, ToMd5Thread } from './md5-messages.ts';

/** Bytes that go to the thread at once: large enough that a message costs nothing against them. */
const BLOCK_BYTES = 512 * 1024;

/** One is filled while one is hashed and one comes back. */
const BLOCKS = 3;

/** With more uploads than this at once every core is busy anyway, and a thread would only add copies. */
const MAX_STREAMS = 4;

/** The MD5 of one stream, computed in the thread. After a fault every call rejects with it. */
export interface Md5Stream {
  /** Takes a copy of the bytes. Answers a promise when the caller has to wait for the thread, else nothing. */
  update(bytes: Uint8Array): Promise<void> | undefined;
  /** In lower-case hex. Once, at the end. */
  digest(): Promise<string>;
  /** Gives the stream up; after `digest` it does nothing. */
  discard(): void;
}

/** A thread that computes MD5, the slowest of the three hashes, beside the other two. */
export interface Md5Thread {
  /** A new stream, or null when the thread has enough of them. The first one starts the thread. */
  begin(): Md5Stream | null;
  close(): Promise<void>;
}

interface Stream {
  readonly free: ArrayBuffer[];
  /** Told of a block or the digest that came back, or of the fault. */
  wake: () => void;
  md5: string | null;
  fault: Error | null;
}

/** Nothing is started before the first stream, and the thread keeps no process alive. */
export function createMd5Thread(maxStreams = MAX_STREAMS): Md5Thread {
  const streams = new Map<number, Stream>();
  let thread: Worker | null = null;
  let begun = 0;

  function start(): Worker {
    const worker = new Worker(new URL('./md5-worker.ts', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 },
    });
    worker.unref();
    worker.on('message', (message: FromMd5Thread) => {
      const stream = streams.get(message.stream);
      if (stream === undefined) return;
      if ('block' in message) stream.free.push(message.block);
      else stream.md5 = message.md5;
      stream.wake();
    });
    const ended = (fault: Error) => {
      if (thread !== worker) return;
      thread = null;
      for (const stream of streams.values()) {
        stream.fault = fault;
        stream.wake();
      }
    };
    worker.on('error', ended);
    worker.on('exit', (code) => ended(new Error(`the hashing thread ended with ${code}`)));
    return worker;
  }

  function begin(): Md5Stream | null {
    if (streams.size >= maxStreams) return null;
    thread ??= start();
    const worker = thread;
    begun += 1;
    const id = begun;
    const free = Array.from({ length: BLOCKS }, () => new ArrayBuffer(BLOCK_BYTES));
    const stream: Stream = { free, wake: () => {}, md5: null, fault: null };
    streams.set(id, stream);
    return md5Stream(
      id,
      stream,
      (message, blocks) => worker.postMessage(message, blocks ?? []),
      () => streams.delete(id),
    );
  }

  return {
    begin,
    async close() {
      await thread?.terminate();
    },
  };
}

function md5Stream(
  id: number,
  stream: Stream,
  post: (message: ToMd5Thread, blocks?: ArrayBuffer[]) => void,
  forget: () => boolean,
): Md5Stream {
  let block: Uint8Array<ArrayBuffer> | null = null;
  let filled = 0;

  async function until(ready: () => boolean): Promise<void> {
    while (stream.fault === null && !ready()) {
      await new Promise<void>((resolve) => {
        stream.wake = resolve;
      });
    }
    if (stream.fault !== null) throw stream.fault;
  }
  function send(): void {
    if (block !== null) post({ stream: id, block: block.buffer, length: filled }, [block.buffer]);
    block = null;
    filled = 0;
  }
  /** Copies what there is room for; answers how much. */
  function fill(bytes: Uint8Array): number {
    const next = block === null ? stream.free.pop() : undefined;
    if (next !== undefined) block = new Uint8Array(next);
    if (block === null) return 0;
    const part = bytes.subarray(0, BLOCK_BYTES - filled);
    block.set(part, filled);
    filled += part.length;
    if (filled === BLOCK_BYTES) send();
    return part.length;
  }
  async function waitAndFill(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0; rest = rest.subarray(fill(rest))) {
      await until(() => block !== null || stream.free.length > 0);
    }
  }

  return {
    update(bytes) {
      if (stream.fault !== null) return Promise.reject(stream.fault);
      let rest = bytes;
      while (rest.length > 0) {
        const taken = fill(rest);
        if (taken === 0) return waitAndFill(rest);
        rest = rest.subarray(taken);
      }
      return undefined;
    },
    async digest() {
      try {
        send();
        post({ stream: id, end: 'digest' });
        await until(() => stream.md5 !== null);
        return stream.md5 ?? '';
      } finally {
        forget();
      }
    },
    discard() {
      if (forget()) post({ stream: id, end: 'discard' });
    },
  };
}
