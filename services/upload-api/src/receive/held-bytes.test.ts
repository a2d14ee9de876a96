import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHeldBytes } from './held-bytes.ts';
import { createMemoryBudget } from './memory-budget.ts';

const MIB = 1024 * 1024;

describe('held bytes', () => {
  it('are what was added, in order, and all of the budget comes back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40_000 }), { maxLength: 20 }),
        fc.boolean(),
        (chunks, announced) => {
          const budget = createMemoryBudget(16 * MIB);
          const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
          const held = createHeldBytes(budget, 8 * MIB, announced ? length : undefined);
          for (const chunk of chunks) expect(held.add(chunk)).toBe(true);
          expect(Buffer.compare(held.bytes(), Buffer.concat(chunks))).toBe(0);
          if (announced) expect(budget.taken).toBe(length);
          held.release();
          held.release();
          expect(budget.taken).toBe(0);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('refuse what is beyond the limit of one sample and keep what they had', () => {
    const held = createHeldBytes(createMemoryBudget(16 * MIB), 100);
    expect(held.add(Buffer.alloc(100, 1))).toBe(true);
    expect(held.add(Buffer.alloc(1))).toBe(false);
    expect(held.bytes().length).toBe(100);
  });

  it('refuse when the uploads of the whole process have used the budget up', () => {
    const budget = createMemoryBudget(3 * MIB);
    const first = createHeldBytes(budget, 2 * MIB);
    const second = createHeldBytes(budget, 2 * MIB);
    expect(first.add(Buffer.alloc(2 * MIB))).toBe(true);
    expect(second.add(Buffer.alloc(2 * MIB))).toBe(false);
    first.release();
    expect(second.add(Buffer.alloc(2 * MIB))).toBe(true);
  });

  it('cost one byte-wise sender no more than twice its bytes', () => {
    const budget = createMemoryBudget(16 * MIB);
    const held = createHeldBytes(budget, 8 * MIB);
    for (let count = 0; count < 200_000; count += 1) held.add(Uint8Array.of(1));
    expect(budget.taken).toBeLessThanOrEqual(400_000);
  });
});
