import { AssayError } from '@assay/contracts';
import type { ByteRange, ObjectKey, SampleStore, Staged } from '@assay/samples';
import type { UploadSteps } from '../upload-steps.ts';
import { createHeldBytes, type HeldBytes } from './held-bytes.ts';
import type { MemoryBudget } from './memory-budget.ts';
import { createSampleHashes, type Digests, type SampleHashes } from './sample-hashes.ts';

/** What a form needs besides its file: boundaries, part heads, fields. */
export const FORM_BYTES = 128 * 1024;

/** A sample that was received whole and hashed, but is not yet anybody's object. */
export interface ReceivedSample extends Digests {
  /** In bytes; at least 1. */
  readonly size: number;
  /** Whether the bytes are in memory, so that `storeAt` may be called again. */
  readonly held: boolean;
  /** A piece of the bytes, before `release` and, unless they are held, before `storeAt`. */
  read(range: ByteRange): Promise<Uint8Array>;
  /** Makes the bytes the object at `key`, durably. */
  storeAt(key: ObjectKey): Promise<void>;
  /** Gives back the memory, or removes what is staged. Always called in the end; may be called twice. */
  release(): Promise<void>;
}

export interface Receiver {
  readonly samples: Pick<SampleStore, 'put' | 'stage'>;
  readonly budget: MemoryBudget;
  /** Up to this size a sample may be held in memory. */
  readonly maxHeldBytes: number;
  readonly maxFileBytes: number;
  /** The error for a larger file; `tooLarge` when absent. */
  readonly tooLarge?: (maxFileBytes: number) => AssayError;
  /** Length of the whole form by its head; absent when it comes in chunks. */
  readonly announcedBytes?: number | undefined;
  /** The three hashes of a sample that was announced as too large to be held, or of any other. */
  readonly createHashes?: (large: boolean) => SampleHashes;
}

/**
 * Receives one file, hashing it in the same pass. Small ones are held in memory within the budget of the process,
 * others go on to the store's staging while they arrive. A chunk is not looked at any more when the next one is asked
 * for. When anything fails nothing is left: `receive` is at fault for what the sender did, `store` for what the store did.
 */
export async function receiveFile(
  file: AsyncIterable<Uint8Array>,
  receiver: Receiver,
  steps: UploadSteps,
): Promise<ReceivedSample> {
  const { samples, budget, maxHeldBytes, maxFileBytes, announcedBytes } = receiver;
  const { createHashes = createSampleHashes } = receiver;
  // A form that is too large to be held is not begun to be.
  const tooMuch = (announcedBytes ?? 0) > maxHeldBytes + FORM_BYTES;
  const hashes = createHashes(tooMuch);
  const held = createHeldBytes(budget, tooMuch ? 0 : maxHeldBytes, announcedBytes);
  let size = 0;

  async function* arriving(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of file) {
        size += chunk.length;
        // Counted here and not by the multipart parser, which cuts the file and goes on as if all were well.
        if (size > maxFileBytes) throw (receiver.tooLarge ?? tooLarge)(maxFileBytes);
        const busy = update(hashes, chunk, steps);
        if (busy !== undefined) await steps.run('hash', () => busy);
        yield chunk;
      }
      if (size === 0) throw new AssayError('bad-request', 'the file is empty.');
    } catch (cause) {
      throw steps.failed('receive', cause instanceof AssayError ? cause : brokenBody(cause));
    }
  }

  async function* heldAndArriving(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    if (size > first.length) yield held.bytes();
    held.release();
    yield first;
    yield* rest;
  }

  const source = arriving();
  try {
    for (;;) {
      const next = await source.next();
      if (next.done === true) return heldSample(await digests(hashes, steps), held, samples);
      if (held.add(next.value)) continue;
      const staged = await steps.run('store', async () =>
        expectWhole(await samples.stage(heldAndArriving(next.value, source)), size),
      );
      return stagedSample(await digestsOf(staged, hashes, steps), staged, steps);
    }
  } catch (cause) {
    held.release();
    throw cause;
  } finally {
    hashes.discard();
    await source.return(undefined);
  }
}

function update(hashes: SampleHashes, chunk: Uint8Array, steps: UploadSteps): Promise<void> | undefined {
  try {
    return hashes.update(chunk);
  } catch (cause) {
    throw steps.failed('hash', cause);
  }
}

function digests(hashes: SampleHashes, steps: UploadSteps): Promise<Digests> {
  return steps.run('hash', () => hashes.digests());
}

/** What was hashed is what was stored. */
async function expectWhole(staged: Staged, size: number): Promise<Staged> {
  if (staged.size === size) return staged;
  await staged.discard();
  throw new Error(`the store took ${staged.size} of ${size} bytes`);
}

/** What is staged goes when its digests cannot be had. */
async function digestsOf(staged: Staged, hashes: SampleHashes, steps: UploadSteps): Promise<Digests> {
  try {
    return await digests(hashes, steps);
  } catch (cause) {
    await staged.discard();
    throw cause;
  }
}

export function tooLarge(maxFileBytes: number): AssayError {
  return new AssayError('too-large', `the file is larger than the limit of ${maxFileBytes} bytes.`);
}

/** For what is too large to be sent directly, but not too large. */
export function tooLargeDirectly(maxDirectBytes: number): AssayError {
  const text = `files larger than ${maxDirectBytes} bytes go to an address from /files/upload_url.`;
  return new AssayError('too-large', text);
}

export function brokenBody(cause: unknown): AssayError {
  return new AssayError('bad-request', 'the multipart body is malformed or ends before its last boundary.', { cause });
}

function heldSample(digests: Digests, held: HeldBytes, samples: Pick<SampleStore, 'put'>): ReceivedSample {
  return {
    ...digests,
    size: held.bytes().length,
    held: true,
    read: async ({ start, end }) => held.bytes().subarray(start, end + 1),
    storeAt: (key) => samples.put(key, held.bytes()),
    release: async () => held.release(),
  };
}

function stagedSample(digests: Digests, staged: Staged, steps: UploadSteps): ReceivedSample {
  let committed = false;
  return {
    ...digests,
    size: staged.size,
    held: false,
    read: (range) => steps.run('store', () => staged.read(range)),
    async storeAt(key) {
      if (committed) throw new Error('the staged bytes were already stored');
      await staged.commit(key);
      committed = true;
    },
    async release() {
      if (!committed) await staged.discard();
    },
  };
}
