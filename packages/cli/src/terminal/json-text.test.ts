import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonText } from './json-text.ts';

const HOSTILE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

it('holds nothing that steers a terminal and still means the same', () => {
  const texts = fc.string({
    unit: fc.constantFrom('a', '\u001b', '\u009b', '\u202e', '\u2028', '\n', '\u{e0001}', '"', '\\', 'é', '😀'),
  });
  fc.assert(
    fc.property(fc.dictionary(texts, texts), (value) => {
      const line = jsonText(value);
      return !HOSTILE.test(line) && JSON.stringify(JSON.parse(line)) === JSON.stringify(value);
    }),
  );
});

it('is indented when wanted', () => {
  expect(jsonText({ a: '\u202e' }, 2)).toBe('{\n  "a": "\\u202e"\n}');
});
