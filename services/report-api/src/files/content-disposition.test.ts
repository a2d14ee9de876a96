import fc from 'fast-check';
import { expect, it } from 'vitest';
import { attachment } from './content-disposition.ts';

it('writes a plain name as it is', () => {
  expect(attachment('a b.exe')).toBe(`attachment; filename="a b.exe"; filename*=UTF-8''a%20b.exe`);
});

it('gives any name back to a client that reads RFC 5987, and never more than one line of ASCII', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 255 }), (name) => {
      const header = attachment(name);
      expect(header).toMatch(
        /^attachment; filename="[\x20\x21\x23-\x5b\x5d-\x7e]*"; filename\*=UTF-8''[\w.!#$&+^`|~%-]*$/,
      );
      expect(decodeURIComponent(header.split("UTF-8''")[1] ?? '')).toBe(name.toWellFormed());
    }),
  );
});
