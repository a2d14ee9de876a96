import { AssayError } from '@assay/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../fold.ts';
import { type Leaf, type Query, RANGE_FIELDS } from './ast.ts';
import { LEAST_TEXT, MODIFIER_NAMES } from './modifiers.ts';
import { MAX_CONDITIONS, MAX_DEPTH, MAX_LIKENESS, MAX_QUERY_LENGTH, parseQuery } from './parse-query.ts';
import { printQuery } from './print-query.ts';

const READING = { now: new Date('2026-03-10T12:00:00Z'), engines: new Set(['clamav', 'yara']) };
const parse = (text: string) => parseQuery(text, READING);
const SHA256 = 'a1'.repeat(32);

function faultOf(text: string): AssayError | null {
  try {
    parse(text);
    return null;
  } catch (fault) {
    if (fault instanceof AssayError) return fault;
    throw fault;
  }
}

describe('a query', () => {
  it.each<[string, Query]>([
    ['', { kind: 'all' }],
    ['invoice', { kind: 'text', in: 'any', text: 'invoice' }],
    ['"Invoice  of May"', { kind: 'text', in: 'any', text: 'invoice  of may' }],
    ['name:"say \\"hi\\" C:\\temp"', { kind: 'text', in: 'name', text: 'say "hi" c:\\temp' }],
    ['type:peexe', { kind: 'term', field: 'type', value: 'peexe' }],
    ['Tag:PeExe', { kind: 'term', field: 'tag', value: 'peexe' }],
    ['size:120KB+', { kind: 'range', field: 'size', least: 122_880, most: null }],
    ['size:1.5MB-', { kind: 'range', field: 'size', least: null, most: 1_572_864 }],
    ['size:300', { kind: 'range', field: 'size', least: 300, most: 300 }],
    ['size:1KB..2KB', { kind: 'range', field: 'size', least: 1024, most: 2048 }],
    ['p:5+', { kind: 'range', field: 'positives', least: 5, most: null }],
    ['positives:5-', { kind: 'range', field: 'positives', least: null, most: 5 }],
    ['signature:clamav=Daily-27900', { kind: 'term', field: 'signature', value: 'clamav=daily-27900' }],
    ['engine:clamav', { kind: 'term', field: 'engine', value: 'clamav' }],
    ['engines:emotet', { kind: 'text', in: 'label', text: 'emotet' }],
    ['clamav:Emotet', { kind: 'engine-label', engine: 'clamav', text: 'emotet' }],
    [SHA256.toUpperCase(), { kind: 'term', field: 'sha256', value: SHA256 }],
    [`"${SHA256}"`, { kind: 'text', in: 'any', text: SHA256 }],
    [`similar-to:${SHA256}`, { kind: 'similar-to', hash: SHA256 }],
    ['ssdeep:96:abcdefgh/+:xyz', { kind: 'alike', by: 'ssdeep', hash: '96:abcdefgh/+:xyz' }],
    ['verdict:Malicious', { kind: 'term', field: 'verdict', value: 'malicious' }],
    ['fs:2026-02-28', { kind: 'range', field: 'fs', least: Date.UTC(2026, 1, 28), most: Date.UTC(2026, 2, 1) - 1 }],
    [
      'ls:2026-02-28T10:30:00-',
      { kind: 'range', field: 'ls', least: null, most: Date.UTC(2026, 1, 28, 10, 30, 0, 999) },
    ],
    ['la:2d+', { kind: 'range', field: 'la', least: Date.UTC(2026, 2, 8, 12), most: null }],
    [
      'first_submitted:2026-01-01..2026-01-02',
      { kind: 'range', field: 'fs', least: Date.UTC(2026, 0, 1), most: Date.UTC(2026, 0, 3) - 1 },
    ],
  ])('%j is read', (text, query) => {
    expect(parse(text)).toEqual(query);
  });

  const [a, b, c] = ['aaa', 'bbb', 'ccc'].map((text): Query => ({ kind: 'text', in: 'any', text })) as [
    Query,
    Query,
    Query,
  ];
  it.each<[string, Query]>([
    ['aaa bbb', { kind: 'and', parts: [a, b] }],
    ['aaa AND bbb ccc', { kind: 'and', parts: [a, b, c] }],
    ['aaa bbb or ccc', { kind: 'or', parts: [{ kind: 'and', parts: [a, b] }, c] }],
    ['aaa (bbb OR ccc)', { kind: 'and', parts: [a, { kind: 'or', parts: [b, c] }] }],
    [
      'not aaa -bbb',
      {
        kind: 'and',
        parts: [
          { kind: 'not', part: a },
          { kind: 'not', part: b },
        ],
      },
    ],
    ['not -(aaa)', a],
    ['(aaa bbb) ccc', { kind: 'and', parts: [a, b, c] }],
    ['aaa"bbb"', { kind: 'and', parts: [a, b] }],
    [
      '"and" "not"',
      {
        kind: 'and',
        parts: [
          { kind: 'text', in: 'any', text: 'and' },
          { kind: 'text', in: 'any', text: 'not' },
        ],
      },
    ],
  ])('%j is joined', (text, query) => {
    expect(parse(text)).toEqual(query);
  });

  it.each([
    ['aaa nosuch:x', 5, 'nosuch'],
    ['aaa size:big', 10, 'size: wants'],
    ['size:2KB..1KB', 6, 'size: wants'],
    ['fs:2026-02-30', 4, 'fs: wants'],
    ['aaa (bbb', 5, 'never closed'],
    ['aaa) bbb', 4, 'never opened'],
    ['name:"aaa', 6, 'never closed'],
    ['aaa or', 7, 'missing'],
    ['or aaa', 1, 'missing'],
    ['aaa and or bbb', 9, 'missing'],
    ['name:ab', 6, 'at least'],
    ['tag:', 5, 'missing'],
    ['md5:abc', 5, '32'],
    ['verdict:evil', 9, 'one of'],
    ['signature:27900', 11, 'signature: wants'],
    ['()', 2, 'missing'],
  ])('%j is refused at column %i', (text, column, what) => {
    const fault = faultOf(text);
    expect(fault?.kind).toBe('invalid-argument');
    expect(fault?.message).toContain(`column ${column}:`);
    expect(fault?.message).toContain(what);
  });

  it('for content of files says that this is not supported', () => {
    expect(faultOf('type:pdf content:"abc"')?.kind).toBe('unsupported-content-query');
  });

  it('has a bounded length, number of conditions and depth', () => {
    expect(faultOf('a'.repeat(MAX_QUERY_LENGTH + 1))?.message).toContain(`column ${MAX_QUERY_LENGTH + 1}:`);
    expect(faultOf('aaa '.repeat(MAX_CONDITIONS))).toBeNull();
    expect(faultOf('aaa '.repeat(MAX_CONDITIONS + 1))?.message).toContain(`column ${4 * MAX_CONDITIONS + 1}:`);
    const alike = `similar-to:${SHA256} or not (`;
    expect(faultOf(`${alike}tlsh:T1${'0'.repeat(70)})`)).toBeNull();
    expect(faultOf(`${alike}ssdeep:"3:abc:def" aaa similar-to:${SHA256})`)?.message).toContain(
      `column ${alike.length + 'ssdeep:"3:abc:def" aaa '.length + 1}: it has more than ${MAX_LIKENESS} of the conditions`,
    );
    const nested = (depth: number) => `${'('.repeat(depth)}aaa${')'.repeat(depth)}`;
    expect(faultOf(nested(MAX_DEPTH))).toBeNull();
    expect(faultOf(nested(MAX_DEPTH + 1))?.message).toContain(`column ${MAX_DEPTH + 1}:`);
    expect(faultOf(`"${'\\'.repeat(MAX_QUERY_LENGTH - 1)}`)?.message).toContain('never closed');
    expect(faultOf(`${'-'.repeat(MAX_QUERY_LENGTH - 3)}aaa`)).toBeNull();
  });
});

const text = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 40 })
  .map(fold)
  .filter((each) => [...each].length >= LEAST_TEXT);
const moment = fc.integer({ min: -62_000_000_000_000, max: 250_000_000_000_000 });
const number = fc.integer({ min: 0, max: 10 ** 15 - 1 });
const leaf: fc.Arbitrary<Leaf> = fc.oneof(
  fc.record({
    kind: fc.constant('text' as const),
    in: fc.constantFrom('any' as const, 'name' as const, 'label' as const),
    text,
  }),
  fc.record({ kind: fc.constant('engine-label' as const), engine: fc.constantFrom('clamav', 'yara'), text }),
  fc.record({
    kind: fc.constant('term' as const),
    field: fc.constantFrom('tag' as const, 'type' as const),
    value: text,
  }),
  fc.constantFrom<Leaf>({ kind: 'term', field: 'sha256', value: SHA256 }, { kind: 'similar-to', hash: SHA256 }),
  fc.constantFrom(...RANGE_FIELDS).chain((field) => {
    const value = ['fs', 'ls', 'la'].includes(field) ? moment : number;
    return fc
      .tuple(fc.option(value), fc.option(value))
      .filter(([least, most]) => (least !== null || most !== null) && (least ?? 0) <= (most ?? least ?? 0))
      .filter(([least, most]) => least === null || most === null || least <= most)
      .map(([least, most]): Leaf => ({ kind: 'range', field, least, most }));
  }),
);
const { query } = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('query').map((part): Query => (part.kind === 'not' ? part.part : { kind: 'not', part })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('query'), { minLength: 2, maxLength: 4 }))
      .map(
        ([kind, parts]): Query => ({
          kind,
          parts: parts.flatMap((part) => (part.kind === kind ? part.parts : [part])),
        }),
      ),
  ),
}));

describe('printing and reading', () => {
  it('give every query back', () => {
    fc.assert(
      fc.property(query, (tree) => {
        const printed = printQuery(tree);
        fc.pre(printed.length <= MAX_QUERY_LENGTH && faultOf(printed)?.message.includes('more than') !== true);
        expect(parse(printed)).toEqual(tree);
      }),
    );
  });

  const pieces = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      '(',
      ')',
      '"',
      '-',
      ' ',
      'and',
      'or',
      'not',
      ':',
      '\\',
      '..',
      '5+',
      '2026-01-01',
      'clamav:',
      SHA256,
    ),
    fc.constantFrom(...MODIFIER_NAMES).map((name) => `${name}:`),
  );
  it('read any text, or say where in it the fault lies, and what was read is printed and read the same', () => {
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
        (any) => {
          const fault = faultOf(any);
          if (fault !== null) {
            expect(fault.kind).toBe('invalid-argument');
            const column = Number(/^The query is wrong at column (\d+): ./.exec(fault.message)?.[1]);
            expect(column).toBeGreaterThanOrEqual(1);
            expect(column).toBeLessThanOrEqual(any.length + 1);
            return;
          }
          const tree = parse(any);
          expect(parse(printQuery(tree))).toEqual(tree);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
