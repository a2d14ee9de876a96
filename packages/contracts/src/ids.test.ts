import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analysisId, FileHash, parseAnalysisId, scanSeconds, UserName } from './ids.ts';

const hexOf = (digits: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits });
const scanIds = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 20, maxLength: 20 });

describe('an analysis id', () => {
  it('gives back the hash and the scan id it was made of', () => {
    fc.assert(
      fc.property(hexOf(32), scanIds, (md5, scanId) => {
        expect(parseAnalysisId(analysisId(md5, scanId))).toEqual({ md5, scanId });
      }),
    );
  });

  it('is in the form that VirusTotal clients match and decode', () => {
    fc.assert(
      fc.property(hexOf(32), scanIds, (md5, scanId) => {
        const id = analysisId(md5, scanId);
        expect(id).toMatch(/^[\d\w=]{20,}$/);
        expect(Buffer.from(id, 'base64').toString().split(':')[0]).toBe(md5);
      }),
    );
  });

  it('is null for any other text, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(parseAnalysisId(text)).toBeNull();
      }),
    );
  });

  it('is refused when something stands before or after the two halves', () => {
    const id = `x${'a'.repeat(32)}:${'1'.repeat(20)}`;
    expect(parseAnalysisId(Buffer.from(id).toString('base64'))).toBeNull();
    expect(parseAnalysisId(Buffer.from(`${id.slice(1)}0`).toString('base64'))).toBeNull();
  });
});

describe('a file hash', () => {
  it.each([32, 40, 64])('of %i digits is taken in any case and answered in lower case', (digits) => {
    expect(FileHash.parse('AbCdEf01'.repeat(8).slice(0, digits))).toBe('abcdef01'.repeat(8).slice(0, digits));
  });

  it.each(['', 'abc', 'g'.repeat(64), 'a'.repeat(63), '../'.repeat(10), `${'a'.repeat(64)}\n`])(
    '%j is refused',
    (text) => {
      expect(FileHash.safeParse(text).success).toBe(false);
    },
  );
});

describe('a user name', () => {
  it.each(['a:b', 'A', '', '.a', 'a'.repeat(65), 'a/b', 'a\n'])('%j is refused', (name) => {
    expect(UserName.safeParse(name).success).toBe(false);
  });
});

it('a scan id begins with the Unix seconds at which it was made', () => {
  expect(scanSeconds('14750482770000000001')).toBe(1475048277);
});
