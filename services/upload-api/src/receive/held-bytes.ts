import type { MemoryBudget } from './memory-budget.ts';

const FIRST_BYTES = 64 * 1024;

/** The bytes of one sample in memory, in one piece. */
export interface HeldBytes {
  /** Copies the chunk, or answers false when it is too much for one sample or for the budget; then nothing changes. */
  add(chunk: Uint8Array): boolean;
  /** What was added; valid until `release`. */
  bytes(): Uint8Array;
  /** Gives the memory back to the budget. May be called twice. */
  release(): void;
}

/**
 * Grows by doubling, and takes from the budget what it really allocates: a client that sends a byte at a time
 * costs no more memory than its bytes.
 */
export function createHeldBytes(budget: MemoryBudget, maxBytes: number): HeldBytes {
  let block = Buffer.alloc(0);
  let size = 0;

  function grow(needed: number): boolean {
    let capacity = Math.max(FIRST_BYTES, block.length);
    while (capacity < needed) capacity *= 2;
    capacity = Math.min(capacity, Math.max(maxBytes, needed));
    if (!budget.take(capacity)) return false;
    const larger = Buffer.allocUnsafeSlow(capacity);
    block.copy(larger, 0, 0, size);
    budget.give(block.length);
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
      block = Buffer.alloc(0);
      size = 0;
    },
  };
}
