import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import scores from '../../test/oracles/ssdeep.json' with { type: 'json' };
import { compareSsdeep, parseSsdeep, type Ssdeep, ssdeepChunks } from './ssdeep.ts';

const hashes = scores.flatMap(([a, b]) => [String(a), String(b)]);
const parsed = (text: unknown) => parseSsdeep(String(text)) as Ssdeep;

describe("ssdeep's comparison", () => {
  it.each(scores.map(([a, b, score]) => [a, b, score] as const))(
    'of %s and %s is %i, as libfuzzy says',
    (a, b, score) => {
      expect(compareSsdeep(parsed(a), parsed(b))).toBe(score);
      expect(compareSsdeep(parsed(b), parsed(a))).toBe(score);
    },
  );

  it('finds nothing in common only where no chunk is shared, or the hashes are the same', () => {
    fc.assert(
      fc.property(fc.constantFrom(...hashes), fc.constantFrom(...hashes), (a, b) => {
        const chunks = new Set(ssdeepChunks(parsed(a)));
        const shared = ssdeepChunks(parsed(b)).some((chunk) => chunks.has(chunk));
        if (compareSsdeep(parsed(a), parsed(b)) > 0) expect(shared || a === b).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['', '3:a', '4:abc:def', '0:abc:def', '99999999999:a:b', `3:${'a'.repeat(65)}:b`, '3:a b:c', '-3:a:b'])(
    'does not take %j for a hash',
    (text) => {
      expect(parseSsdeep(text)).toBeNull();
    },
  );
});
