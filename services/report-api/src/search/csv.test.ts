import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvRecord } from './csv.ts';

/** Reads one record back, as RFC 4180 says. */
function read(record: string): string[] {
  const cells = [...record.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r"]*))(?:,|\r\n$)/g)];
  return cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

/** Without the apostrophes that stand before something else than a letter: the guards, and others like them. */
const bare = (text: string) => text.replace(/^'|(?<=[;\t|\r\n][\s\p{Cc}"]*)'/gu, '');

it('gives every cell back and none that a spreadsheet would calculate, whatever separates its cells', () => {
  const pieces = fc.constantFrom(
    'x',
    '=1+1',
    '+',
    '-',
    '@',
    '%',
    '|',
    '＝x',
    ';',
    '\t',
    '\n',
    '\r',
    ' ',
    '"',
    ',',
    "'",
  );
  const cells = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((all) => all.join('')),
    ),
    {
      minLength: 1,
      maxLength: 5,
    },
  );
  fc.assert(
    fc.property(cells, (given) => {
      const back = read(csvRecord(given));
      expect(back.map(bare)).toEqual(given.map(bare));
      for (const cell of back) {
        expect(cell).not.toMatch(/^[=+\-@\t\r|%＝＋－＠]/);
        for (const part of cell.split(/[;\t|\r\n]/)) expect(part).not.toMatch(/^[\s\p{Cc}"]*[=+\-@%＝＋－＠]/u);
      }
    }),
    { numRuns: 1000 },
  );
});

it('guards what follows a separator of another kind and leaves the rest as it is', () => {
  expect(csvRecord(["x;=cmd|' /C calc'!A0;y"])).toBe(`"x;'=cmd|' /C calc'!A0;y"\r\n`);
  expect(csvRecord(['a;b - c=d', 'x;"=1'])).toBe(`"a;b - c=d","x;""'=1"\r\n`);
});

it('writes numbers as they are and nothing for null', () => {
  expect(csvRecord([1, null, 'a,b', 'say "x"'])).toBe('1,,"a,b","say ""x"""\r\n');
});
