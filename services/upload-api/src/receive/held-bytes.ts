import { freeMemory } from './free-memory.ts';
import type { MemoryBudget } from './memory-budget.ts';

const FIRST_BYTES = 64 * 1024;

/** The bytes of one sample in memory, in one piece. */
export interface HeldBytes {
  /** Copies the chunk, or answers false when it is too much for one sample or for the budget; then nothing changes. */
  add(chunk: Uint8Array): boolean;
  /** What was added; valid until `release`. */
  bytes(): Uint8Array;
  /** Frees the memory and gives it back to the budget. Only when nobody reads `bytes` any more. May be called twice. */
  release(): void;
}

/**
 * Takes from the budget what it really allocates. With the announced length of the body it allocates once; without, it
 * grows by doubling, so a client that sends a byte at a time costs no more memory than its bytes.
 */
export function createHeldBytes(budget: MemoryBudget, maxBytes: number, announcedBytes?: number): HeldBytes {
  let block = Buffer.alloc(0);
  let size = 0;

  function grow(needed: number): boolean {
    // What was announced is the whole form, so the file in it is never larger.
    let capacity = Math.max(Math.min(announcedBytes ?? FIRST_BYTES, maxBytes), block.length, 1);
    while (capacity < needed) capacity *= 2;
    capacity = Math.min(capacity, Math.max(maxBytes, needed));
    if (!budget.take(capacity)) return false;
    const larger = Buffer.allocUnsafeSlow(capacity);
    block.copy(larger, 0, 0, size);
    budget.give(block.length);
    freeMemory(block);
    block = larger;
    return true;
  }

  return {
    add(chunk) {
      const needed = size + chunk.length;
      if (needed > maxBytes || (needed > block.length && !grow(needed))) return false;
      block.set(chunk, size);
      size = needed;
      return true;
    },
    bytes: () => block.subarray(0, size),
    release() {
      budget.give(block.length);
      freeMemory(block);
      block = Buffer.alloc(0);
      size = 0;
    },
  };
}
