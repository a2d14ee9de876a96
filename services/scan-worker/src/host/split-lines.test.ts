import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitLines } from './split-lines.ts';

function collect(maxBytes: number) {
  const lines: string[] = [];
  const tooLong: string[] = [];
  const feed = splitLines(maxBytes, {
    line: (bytes) => lines.push(bytes.toString('utf8')),
    tooLong: (beginning) => tooLong.push(beginning.toString('utf8')),
  });
  return { feed, lines, tooLong };
}

it('gives the same lines however the stream is cut into chunks', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 20 })), fc.array(fc.nat(7)), (texts, cuts) => {
      const wanted = texts.map((text) => text.replaceAll('\n', ' ').toWellFormed());
      const bytes = Buffer.from(wanted.map((line) => `${line}\n`).join(''));
      const { feed, lines } = collect(1000);
      let at = 0;
      for (const cut of cuts) {
        feed(bytes.subarray(at, at + cut));
        at += cut;
      }
      feed(bytes.subarray(at));
      expect(lines).toEqual(wanted.filter((line) => line !== ''));
    }),
  );
});

it('reports a line that is too long by its beginning and goes on with the next', () => {
  const { feed, lines, tooLong } = collect(10);
  feed(Buffer.from('first\nabcdefghij'));
  feed(Buffer.from('klmnop'.repeat(1000)));
  feed(Buffer.from('\nlast\n'));
  expect(lines).toEqual(['first', 'last']);
  expect(tooLong).toEqual([expect.stringMatching(/^abcdefghij/)]);
});
