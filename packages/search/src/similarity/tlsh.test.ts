import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import distances from '../../test/oracles/tlsh.json' with { type: 'json' };
import { parseTlsh, type Tlsh, tlshBands, tlshDistance } from './tlsh.ts';

const parsed = (text: unknown) => parseTlsh(String(text)) as Tlsh;
const hashes = distances.flatMap(([a, b]) => [String(a), String(b)]);

describe("TLSH's distance", () => {
  it.each(distances.map(([a, b, distance]) => [a, b, distance] as const))(
    'of %s and %s is %i, as the reference implementation says',
    (a, b, distance) => {
      expect(tlshDistance(parsed(a), parsed(b))).toBe(distance);
      expect(tlshDistance(parsed(b), parsed(a))).toBe(distance);
    },
  );

  it('up to 20 leaves at least one band as it is', () => {
    const changes = fc.uniqueArray(fc.tuple(fc.nat(63), fc.integer({ min: 1, max: 3 })), { maxLength: 20 });
    fc.assert(
      fc.property(fc.constantFrom(...hashes), changes, (hash, all) => {
        const digits = [...parsed(hash).body];
        for (const [at, by] of all)
          digits[at] = (Number.parseInt(digits[at] ?? '', 16) ^ by).toString(16).toUpperCase();
        const other = { ...parsed(hash), body: digits.join('') };
        fc.pre(tlshDistance(parsed(hash), other) <= 20);
        const bands = new Set(tlshBands(other));
        expect(tlshBands(parsed(hash)).some((band) => bands.has(band))).toBe(true);
      }),
    );
  });

  it.each(['', 'TNULL', 'T1', 'A'.repeat(69), `T2${'A'.repeat(70)}`, `T1${'G'.repeat(70)}`])(
    'does not take %j for one',
    (text) => {
      expect(parseTlsh(text)).toBeNull();
    },
  );
});
