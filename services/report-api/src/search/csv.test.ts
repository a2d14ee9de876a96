import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvRecord } from './csv.ts';

/** Reads one record back, as RFC 4180 says. */
function read(record: string): string[] {
  const cells = [...record.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r"]*))(?:,|\r\n$)/g)];
  return cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

it('gives every cell back and none that a spreadsheet would calculate', () => {
  const cells = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('=1+1', '+x', '-x', '@x', '\t=x', ' =x', '＝x', '%x', '|x'),
    ),
    {
      minLength: 1,
      maxLength: 5,
    },
  );
  fc.assert(
    fc.property(cells, (given) => {
      const back = read(csvRecord(given));
      expect(back.map((cell, at) => (cell === `'${given[at]}` ? given[at] : cell))).toEqual(given);
      for (const cell of back) expect(cell).not.toMatch(/^[=+\-@\t\r|%＝＋－＠]/);
    }),
  );
});

it('writes numbers as they are and nothing for null', () => {
  expect(csvRecord([1, null, 'a,b', 'say "x"'])).toBe('1,,"a,b","say ""x"""\r\n');
});
