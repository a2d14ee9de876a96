import type { SearchDocument } from '@assay/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fold } from '../src/fold.ts';
import { ORDER_FIELDS, type Order, type Place, type SearchIndex, type SearchReader } from '../src/ports.ts';
import { type Query, RANGE_FIELDS } from '../src/query/ast.ts';
import { parseQuery } from '../src/query/parse-query.ts';
import { document, owner } from './documents.ts';
import { likenessCases } from './likeness-cases.ts';
import { matches, orderValue } from './matches.ts';

export interface OpenedIndex {
  readonly index: SearchIndex;
  readonly reader: SearchReader;
  /** When it answers, what was written before is found. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const NEWEST: Order = { by: 'last_submission_date', descending: true };
const READING = { now: new Date('2026-03-10T12:00:00Z'), engines: new Set(['clamav', 'yara']) };

/** What every index does, whatever it is made of. `open` gives a new, empty one; `numRuns` bounds what is tried at random. */
export function searchContract(name: string, open: () => Promise<OpenedIndex>, numRuns = 30): void {
  describe(`search in ${name}`, () => {
    let opened: OpenedIndex;
    let users = 100;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened?.close());

    /** A user nobody else has, so that one index serves all tests. */
    const newOwner = () => {
      users += 1;
      return owner(users);
    };
    async function put(userId: string, ...documents: SearchDocument[]): Promise<void> {
      await opened.index.putAll(documents.map((each) => ({ ...each, userId })));
      await opened.settled();
    }
    async function find(
      userId: string | null,
      query: string | Query,
      order = NEWEST,
      pageSize = 100,
    ): Promise<string[]> {
      const found: string[] = [];
      let after: Place | undefined;
      const tree = typeof query === 'string' ? parseQuery(query, READING) : query;
      do {
        const page = await opened.reader.query({
          query: tree,
          owner: userId,
          asker: 'ada',
          order,
          limit: pageSize,
          after,
        });
        expect(page.hits.length).toBeLessThanOrEqual(pageSize);
        if (page.next !== null) expect(page.hits).toHaveLength(pageSize);
        found.push(...page.hits.map(({ sha256 }) => sha256));
        after = page.next ?? undefined;
      } while (after !== undefined);
      return found;
    }

    const emotet = document(1, {
      names: ['Rechnung Mai 2026.exe', 'C:\\temp\\100%_"sure".exe', '請求書五月.pdf'],
      tags: ['peexe', 'signed'],
      typeTag: 'peexe',
      typeTags: ['executable', 'windows'],
      typeDescription: 'Win32 EXE',
      size: 122_880,
      verdict: 'malicious',
      malicious: 2,
      timesSubmitted: 7,
      firstSubmitted: '2025-12-24T18:00:00.000Z',
      lastAnalysed: '2026-03-09T00:00:00.000Z',
      engines: [
        { engine: 'clamav', verdict: 'malicious', label: 'Win.Trojan.Emotet-1', signatures: '27900' },
        { engine: 'yara', verdict: 'undetected', label: null, signatures: null },
      ],
      imphash: 'e77512f955eaf60ccff45e02d69234de',
    });
    const text = document(2, {
      names: ['notes.txt'],
      tags: ['text'],
      typeTag: 'text',
      size: 12,
      verdict: 'undetected',
    });

    it.each([
      [emotet.sha256, 'the SHA-256'],
      [emotet.md5.toUpperCase(), 'the MD5'],
      [`sha1:${emotet.sha1}`, 'the SHA-1'],
      ['rechnung', 'a word of a name'],
      ['name:"NUNG mai 2"', 'part of a name'],
      ['name:"temp\\\\100%_\\"su"', 'part of a name with signs that mean something elsewhere'],
      ['name:請求書', 'part of a name in another script'],
      ['emotet', 'part of a label'],
      ['peexe', 'a tag'],
      ['win32', 'part of the type'],
      ['tag:SIGNED', 'a tag'],
      ['type:executable', 'a general type'],
      ['type:"win32 exe"', 'the type as it is shown'],
      ['engine:clamav', 'an engine that detects it'],
      ['signature:ClamAV=27900', 'the signatures that an engine looked with'],
      ['engines:trojan', 'part of any label'],
      ['clamav:emotet', "part of an engine's label"],
      ['verdict:malicious', 'the verdict'],
      ['imphash:E77512F955EAF60CCFF45E02D69234DE', 'the imphash'],
      ['size:120KB', 'the size'],
      ['size:100KB+ positives:2+ positives:2-', 'size and positives'],
      ['fs:2025-12-24', 'the day of the first submission'],
      ['la:2d+', 'a late analysis'],
      ['submissions:5..9', 'the number of submissions'],
      ['tag:peexe not name:notes', 'one and not the other'],
      ['(tag:text or tag:peexe) -verdict:undetected', 'all at once'],
    ])('%s finds the file by %s', async (query) => {
      const mine = newOwner();
      await put(mine, emotet, text);
      expect(await find(mine, query)).toEqual([emotet.sha256]);
    });

    it.each([
      'yara:emotet',
      'engine:yara',
      'signature:clamav=2790',
      'signature:yara=27900',
      'verdict:unknown',
      'nothing',
      'tag:sig',
      'la:1d+',
      'verdict:harmless',
    ])('%s finds nothing', async (query) => {
      const mine = newOwner();
      await put(mine, emotet, text);
      expect(await find(mine, query)).toEqual([]);
    });

    it("finds one user's files alone, unless everybody's are wanted", async () => {
      const [ada, bob] = [newOwner(), newOwner()];
      const tag = `t${ada.slice(0, 12)}`;
      await put(ada, document(10, { tags: [tag] }));
      await put(bob, document(11, { tags: [tag] }), document(10, { tags: [tag] }));
      const [a, b] = [document(10).sha256, document(11).sha256];
      expect(await find(ada, `tag:${tag}`)).toEqual([a]);
      expect((await find(bob, tag)).sort()).toEqual([a, b].sort());
      expect((await find(null, `tag:${tag}`, NEWEST, 2)).sort()).toEqual([a, a, b].sort());
      expect(await find(newOwner(), `tag:${tag}`)).toEqual([]);
      for (const by of ORDER_FIELDS) expect(await find(null, tag, { by, descending: false }, 1)).toHaveLength(3);
    });

    it('keeps the newer of two versions, whichever comes last, and takes the same one again', async () => {
      const mine = newOwner();
      await put(mine, document(1, { version: 5, tags: ['newer'] }));
      await put(mine, document(1, { version: 4, tags: ['older'] }));
      expect(await find(mine, 'tag:newer')).toHaveLength(1);
      expect(await find(mine, 'tag:older')).toEqual([]);
      await put(mine, document(1, { version: 5, tags: ['again'] }));
      expect(await find(mine, 'tag:again')).toHaveLength(1);
      await put(mine, document(1, { version: 6, tags: [], names: ['other name'] }));
      expect(await find(mine, 'tag:again')).toEqual([]);
      expect(await find(mine, 'file-1')).toEqual([]);
      expect(await find(mine, '')).toHaveLength(1);
    });

    it('forgets what is removed, twice too, and takes it again', async () => {
      const mine = newOwner();
      await put(mine, emotet, text);
      for (const _ of [1, 2]) await opened.index.remove(mine, emotet.sha256);
      await opened.settled();
      expect(await find(mine, '')).toEqual([text.sha256]);
      expect(await find(mine, 'rechnung or emotet or tag:peexe or size:1KB+')).toEqual([]);
      await opened.index.remove(mine, text.sha256);
      await opened.settled();
      expect(await find(mine, '')).toEqual([]);
      await put(mine, emotet);
      expect(await find(mine, 'rechnung')).toEqual([emotet.sha256]);
    });

    it('pages through every order, both ways, without losing or doubling a file among equals', async () => {
      const mine = newOwner();
      const day = (number: number) => `2026-01-0${1 + (number % 5)}T00:00:00.000Z`;
      const all = Array.from({ length: 23 }, (_, number) =>
        document(number, {
          size: number % 3,
          malicious: number % 4,
          timesSubmitted: 1 + (number % 2),
          firstSubmitted: day(number),
          lastSubmitted: day(number + 1),
        }),
      );
      await put(mine, ...all);
      for (const by of ORDER_FIELDS) {
        const sorted = [...all].sort((a, b) => orderValue(a, by) - orderValue(b, by) || (a.sha256 < b.sha256 ? -1 : 1));
        const wanted = sorted.map(({ sha256 }) => sha256);
        for (const size of [1, 7, 23]) {
          expect(await find(mine, 'size:0+', { by, descending: false }, size)).toEqual(wanted);
          expect(await find(mine, '', { by, descending: true }, size)).toEqual(wanted.toReversed());
        }
      }
    });

    it('goes on at its place when files are added and removed meanwhile', async () => {
      const mine = newOwner();
      const order: Order = { by: 'size', descending: true };
      await put(mine, ...[10, 20, 30, 40].map((size) => document(size, { size })));
      const all: Query = { kind: 'all' };
      const first = await opened.reader.query({ query: all, owner: mine, asker: 'ada', order, limit: 2 });
      await opened.index.remove(mine, document(30).sha256);
      await put(mine, document(50, { size: 50 }), document(15, { size: 15 }));
      const rest = await opened.reader.query({
        query: all,
        owner: mine,
        asker: 'ada',
        order,
        limit: 9,
        after: first.next ?? undefined,
      });
      expect(rest.hits.map(({ place }) => place.value)).toEqual([20, 15, 10]);
    });

    likenessCases({ reader: () => opened.reader, put, newOwner });

    it('refuses who has too many searches under way, and answers everybody else', async () => {
      const mine = newOwner();
      await put(mine, emotet);
      const ask = (asker: string) =>
        opened.reader.query({ query: { kind: 'all' }, owner: mine, asker, order: NEWEST, limit: 1 });
      const many = await Promise.allSettled(Array.from({ length: 20 }, () => ask('mallory')));
      const refused = many.filter(({ status }) => status === 'rejected');
      expect(refused).toHaveLength(12);
      for (const each of refused) expect(each).toMatchObject({ reason: { kind: 'busy', status: 429 } });
      const [, other] = await Promise.all([Promise.all(Array.from({ length: 8 }, () => ask('mallory'))), ask('ada')]);
      expect(other.hits).toHaveLength(1);
    });

    it('takes queries as deep as they may be', async () => {
      const mine = newOwner();
      await put(mine, emotet, text);
      const deep = (inner: string, depth: number): string =>
        depth === 0 ? inner : `not (tag:other or ${deep(inner, depth - 1)})`;
      expect(await find(mine, deep('tag:peexe', 16))).toEqual([emotet.sha256]);
    });

    it('answers every query as looking at each file would', async () => {
      const words = ['ab1', 'AB1', 'b1c', '1cd', 'ünï', 'a"b', "a'b", 'a*b', 'a:b', '日本語', 'or'];
      const word = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }).map((all) => all.join(''));
      const day = fc.integer({ min: 1, max: 9 });
      const documents = fc.array(
        fc.record({
          names: fc.array(word, { minLength: 1, maxLength: 2 }),
          tags: fc.array(word, { maxLength: 2 }),
          typeTag: fc.option(word),
          typeDescription: fc.option(word),
          size: fc.integer({ min: 0, max: 9 }),
          malicious: fc.integer({ min: 0, max: 3 }),
          timesSubmitted: fc.integer({ min: 1, max: 4 }),
          lastAnalysed: fc.option(day.map((value) => `1970-01-01T00:00:00.00${value}Z`)),
          engines: fc.array(
            fc.record({
              verdict: fc.constantFrom('malicious', 'undetected'),
              label: fc.option(word),
              signatures: fc.constant(null),
            }),
            { maxLength: 2 },
          ),
        }),
        { minLength: 1, maxLength: 6 },
      );
      const part = word.map(fold).filter((value) => value.length >= 3);
      const engine = fc.constantFrom('clamav', 'yara');
      const leaf: fc.Arbitrary<Query> = fc.oneof(
        fc.record({
          kind: fc.constant('text' as const),
          in: fc.constantFrom('any' as const, 'name' as const, 'label' as const),
          text: part,
        }),
        fc.record({ kind: fc.constant('engine-label' as const), engine, text: part }),
        fc.record({
          kind: fc.constant('term' as const),
          field: fc.constantFrom('tag' as const, 'type' as const),
          value: word.map(fold),
        }),
        engine.map((value): Query => ({ kind: 'term', field: 'engine', value })),
        fc.record({
          kind: fc.constant('range' as const),
          field: fc.constantFrom(...RANGE_FIELDS),
          least: fc.option(day),
          most: fc.option(day),
        }),
      );
      const { query } = fc.letrec<{ query: Query }>((tie) => ({
        query: fc.oneof(
          { depthSize: 'small' },
          leaf,
          fc.record({ kind: fc.constant('not' as const), part: tie('query') }),
          fc.record({
            kind: fc.constantFrom('and' as const, 'or' as const),
            parts: fc.array(tie('query'), { minLength: 2, maxLength: 3 }),
          }),
        ),
      }));
      await fc.assert(
        fc.asyncProperty(documents, fc.array(query, { minLength: 8, maxLength: 8 }), async (given, queries) => {
          const mine = newOwner();
          const all = given.map(({ engines, ...rest }, at) =>
            document(at, {
              ...rest,
              engines: engines.map((each, number) => ({ ...each, engine: number === 0 ? 'clamav' : 'yara' })),
            }),
          );
          await put(mine, ...all);
          for (const tree of queries) {
            const wanted = all.filter((each) => matches(tree, each)).map(({ sha256 }) => sha256);
            expect((await find(mine, tree)).sort()).toEqual(wanted.sort());
          }
        }),
        { numRuns },
      );
    });
  });
}
