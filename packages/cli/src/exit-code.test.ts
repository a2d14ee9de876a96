import { FileVerdict } from '@assay/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXIT, gravest, judgeScan } from './exit-code.ts';

const scan = (verdict: FileVerdict | null, completed = 2, expected = 2) =>
  judgeScan({ status: 'complete', verdict, detecting: { expected, completed } });

describe('the exit code of a scan', () => {
  it('is 1 when something was found, also when not every engine completed', () => {
    expect(scan('malicious')).toBe(1);
    expect(scan('suspicious')).toBe(1);
    expect(scan('malicious', 1)).toBe(1);
  });

  it('is 2 when nobody could judge it, and when one detecting engine could not', () => {
    expect(scan('unknown', 0)).toBe(2);
    expect(scan(null, 0)).toBe(2);
    expect(scan('undetected', 1)).toBe(2);
    expect(scan('harmless', 1)).toBe(2);
  });

  it('is 2 while it runs', () => {
    expect(judgeScan({ status: 'in-progress', verdict: null, detecting: { expected: 2, completed: 2 } })).toBe(2);
  });

  it('is 0 only when every detecting engine completed and found nothing', () => {
    expect(scan('undetected')).toBe(0);
    expect(scan('harmless')).toBe(0);
    const states = fc.record({
      status: fc.constantFrom('queued' as const, 'in-progress' as const, 'complete' as const),
      verdict: fc.constantFrom(null, ...FileVerdict.options),
      detecting: fc
        .nat(5)
        .chain((expected) => fc.record({ expected: fc.constant(expected), completed: fc.nat(expected) })),
    });
    fc.assert(
      fc.property(states, (state) => {
        const clean =
          state.status === 'complete' &&
          (state.verdict === 'undetected' || state.verdict === 'harmless') &&
          state.detecting.completed === state.detecting.expected;
        return (judgeScan(state) === EXIT.fine) === clean;
      }),
    );
  });
});

describe('the exit code of several files', () => {
  it.each([
    [[0, 0], 0],
    [[0, 2], 2],
    [[2, 3, 0], 3],
    [[3, 1, 2], 1],
    [[1, 0], 1],
    [[], 0],
  ] as const)('of %j is %i', (codes, code) => {
    expect(gravest(codes)).toBe(code);
  });
});
