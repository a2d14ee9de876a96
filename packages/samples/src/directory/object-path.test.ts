import { join, normalize, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectPath } from './object-path.ts';

const anyKey = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }),
  fc.string({
    unit: fc.constantFrom('.', '/', '\\', ':', '%', 'a', 'A', '+', '\0', 'é'),
    minLength: 1,
    maxLength: 700,
  }),
  fc.constantFrom('.', '..', '/', '../../etc/passwd', 'con', 'lpt1', '~', 'a'.repeat(200), 'a'.repeat(201)),
);

describe('the path of an object', () => {
  it('stays inside the root, whatever the key', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        const path = join('/root', ...objectPath(key));
        expect(path).toBe(normalize(path));
        expect(path.startsWith(`/root${sep}`)).toBe(true);
        expect(path.split(sep)).toHaveLength(2 + objectPath(key).length);
      }),
    );
  });

  it('has no segment that a file system cannot hold', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        for (const segment of objectPath(key)) {
          expect(Buffer.byteLength(segment)).toBeLessThanOrEqual(255);
          expect(segment).toMatch(/^[a-z0-9_%+-]+$/);
          expect(segment).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)$/);
        }
      }),
    );
  });

  it('is that of no other key, nor a folder on the way to one', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyKey, { minLength: 2, maxLength: 20 }), (keys) => {
        const paths = keys.map((key) => objectPath(key).join('/'));
        expect(new Set(paths).size).toBe(keys.length);
        for (const path of paths) {
          expect(paths.some((other) => other.startsWith(`${path}/`))).toBe(false);
        }
      }),
    );
  });

  it('names back the key, so it is injective', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        const [, ...rest] = objectPath(key);
        const name = rest.map((segment, index) => (index < rest.length - 1 ? segment.slice(0, -1) : segment)).join('');
        expect(decodeURIComponent(name)).toBe(key);
      }),
    );
  });

  it('lets a person find a sample', () => {
    expect(objectPath('alice:66424e91c022a925c46565d3ace31ffb').at(-1)).toBe(
      'alice%3a66424e91c022a925c46565d3ace31ffb',
    );
  });

  it.each(['', '\ud800'])('is refused for %j', (key) => {
    expect(() => objectPath(key)).toThrow(TypeError);
  });
});
