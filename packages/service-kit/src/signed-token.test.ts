import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openToken, signToken } from './signed-token.ts';

const key = createSecretKey(randomBytes(32));
const now = new Date('2026-01-01T00:00:00.000Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

it('gives back what it carries until it expires, to its own purpose and key only', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 2 }), fc.integer({ min: 1, max: 100_000 }), (value, seconds) => {
      const token = signToken(key, 'upload', value, later(seconds));
      expect(token).toMatch(/^[\w.-]+$/);
      fc.pre(token.length <= 2048);
      expect(openToken(key, 'upload', token, later(seconds - 1))).toEqual(JSON.parse(JSON.stringify(value)));
      expect(openToken(key, 'upload', token, later(seconds))).toBeNull();
      expect(openToken(key, 'download', token, now)).toBeNull();
      expect(openToken(createSecretKey(randomBytes(32)), 'upload', token, now)).toBeNull();
    }),
  );
});

it('opens nothing else: changed, cut, longer, empty or made up', () => {
  const token = signToken(key, 'upload', { user: 'ada' }, later(60));
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom('A', 'b', '-', '.', '=', ' '), (at, character) => {
      const changed = token.slice(0, at) + character + token.slice(at + 1);
      // The last character of the signature holds two bits that decode to nothing.
      if (changed !== token && at < token.length - 1) expect(openToken(key, 'upload', changed, now)).toBeNull();
      expect(openToken(key, 'upload', token.slice(0, at), now)).toBeNull();
    }),
  );
  for (const other of ['', '.', 'a.b', `${token}A`, `${'A'.repeat(5000)}${token}`]) {
    expect(openToken(key, 'upload', other, now)).toBeNull();
  }
});
