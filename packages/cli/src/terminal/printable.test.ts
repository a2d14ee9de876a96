import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printable } from './printable.ts';
import { fit, fitEnd, padEnd, padStart, stringWidth } from './width.ts';

it.each([
  ['an escape sequence', '\u001b[2Jx'],
  ['a title that is set', '\u001b]0;x\u0007'],
  ['a single-byte control sequence', '\u009b2Jx'],
  ['a bidirectional override', 'x\u202egpj.exe'],
  ['an isolate', '\u2066x\u2069'],
  ['a line separator', 'x\u2028y'],
  ['a new line', 'x\r\ny'],
  ['half of a character', 'x\ud800'],
])('%s does not reach the terminal', (_, text) => {
  expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  expect(printable(text)).toContain('x');
});

it('names in any script are left as they are', () => {
  for (const name of ['übung.exe', '日本語.pdf', 'отчёт.doc', 'قائمة.zip', '😀.bin'])
    expect(printable(name)).toBe(name);
});

it('a text never takes more columns than it was given', () => {
  const texts = fc.string({ unit: 'grapheme', maxLength: 60 });
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 40 }), (text, columns) => {
      expect(stringWidth(fit(text, columns))).toBeLessThanOrEqual(columns);
      expect(stringWidth(fitEnd(text, columns))).toBeLessThanOrEqual(columns);
      expect(stringWidth(padEnd(fit(text, columns), columns))).toBe(columns);
      expect(stringWidth(padStart(fit(text, columns), columns))).toBe(columns);
    }),
  );
});

it('what is cut says so, at the end or at the beginning', () => {
  expect([fit('日本語.pdf', 6), fitEnd('日本語.pdf', 6), fitEnd('a/b/c.exe', 6)]).toEqual(['日本…', '….pdf', '…c.exe']);
});
