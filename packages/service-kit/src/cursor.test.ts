import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCursor, signCursor } from './cursor.ts';

const key = createSecretKey(randomBytes(32));
const scope = { route: '/api/v1/files', query: { name: 'a', tag: undefined }, userId: 'u1' };
const refused = { kind: 'invalid-argument' };

describe('a cursor', () => {
  it('carries any JSON value through a URL', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), (value) => {
        const cursor = signCursor(key, scope, value);
        expect(encodeURIComponent(cursor)).toBe(cursor);
        expect(openCursor(key, scope, cursor)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not care for the order of the query or for what is absent from it', () => {
    const cursor = signCursor(key, { ...scope, query: { a: 1, b: 2 } }, 'x');
    expect(openCursor(key, { ...scope, query: { b: 2, a: 1, c: undefined } }, cursor)).toBe('x');
  });

  it.each([
    ['another user', { ...scope, userId: 'u2' }],
    ['another route', { ...scope, route: '/api/v1/events' }],
    ['another query', { ...scope, query: { name: 'b' } }],
    ['a further filter', { ...scope, query: { name: 'a', tag: 't' } }],
  ])('is not good for %s', (_name, other) => {
    expect(() => openCursor(key, other, signCursor(key, scope, 'x'))).toThrow(expect.objectContaining(refused));
  });

  it('is not good under another key', () => {
    const other = createSecretKey(randomBytes(32));
    expect(() => openCursor(other, scope, signCursor(key, scope, 'x'))).toThrow(expect.objectContaining(refused));
  });

  it('that is anything else is refused in words of ours', () => {
    const good = signCursor(key, scope, { at: 1 });
    const changed = fc
      .tuple(fc.nat(good.length - 2), fc.string({ minLength: 1, maxLength: 1 }))
      .filter(([at, character]) => good[at] !== character)
      .map(([at, character]) => good.slice(0, at) + character + good.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), changed, fc.constant('x'.repeat(1_000_000))), (cursor) => {
        expect(() => openCursor(key, scope, cursor)).toThrow(expect.objectContaining(refused));
      }),
    );
  });
});
