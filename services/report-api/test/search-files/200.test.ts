import { SearchHits } from '@assay/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SearchApi, startSearch } from '../start-search.ts';
import { beginDeletion } from './begin-deletion.ts';

let api: SearchApi;
const mine: string[] = [];

beforeAll(async () => {
  api = await startSearch();
  for (let count = 0; count < 6; count += 1) {
    const answers = {
      clamav: count === 3 ? ({ verdict: 'malicious', label: 'Win.Trojan.Emotet' } as const) : {},
      filetype: { attributes: { type_description: 'Text', type_tag: 'text', tags: [count < 2 ? 'early' : 'late'] } },
    };
    mine.push(await api.file(`mine ${count}`, `Report ${count}.txt`, answers));
  }
});
afterAll(() => api?.stop());

async function search(query: string, more = '', as = api.account): Promise<string[]> {
  const found: string[] = [];
  let next: string | undefined = `${api.origin}/api/v1/search?query=${encodeURIComponent(query)}${more}`;
  while (next !== undefined) {
    const page: ReturnType<typeof SearchHits.parse> = SearchHits.parse(
      await api.json(next.slice(api.origin.length), as),
    );
    expect(page.links.self).toBe(next);
    expect(page.meta.count).toBe(page.data.length);
    found.push(...page.data.map(({ sha256 }) => sha256));
    next = page.links.next;
  }
  return found;
}

describe('a search', () => {
  it.each([
    ['name:"report 2"', [2]],
    ['emotet', [3]],
    ['clamav:trojan', [3]],
    ['verdict:malicious or tag:early', [3, 1, 0]],
    ['type:text -tag:late', [1, 0]],
    ['', [5, 4, 3, 2, 1, 0]],
    ['fs:1d+ positives:1-', [5, 4, 3, 2, 1, 0]],
    ['nothing-of-it', []],
  ])('for %j finds what it means, last submitted first, in pages of any size', async (query, wanted) => {
    for (const limit of [1, 2, 100]) {
      expect(await search(query, `&limit=${limit}`)).toEqual(wanted.map((count) => mine[count]));
    }
  });

  it.each(['first_submission_date%2B', 'first_submission_date+'])('is ordered as %s says', async (order) => {
    expect(await search('report', `&order=${order}&limit=2`)).toEqual(mine);
  });

  it('tells what a list of files tells, and whose each file is', async () => {
    const { data } = await api.json('/api/v1/search?query=emotet');
    expect(data[0]).toMatchObject({
      name: 'Report 3.txt',
      owner: api.account.userName,
      verdict: 'malicious',
      similarity: null,
    });
  });

  it("finds nobody else's files, but for analysts, who may name one owner", async () => {
    const bob = await api.reader('user');
    const theirs = await api.file("bob's", 'Report of bob.txt', {}, bob);
    expect(await search('name:report')).toEqual(mine.toReversed());
    expect(await search('name:report', '', bob)).toEqual([theirs]);
    expect(await search(theirs)).toEqual([]);
    const analyst = await api.reader('analyst');
    expect(await search('name:report', '&limit=3', analyst)).toEqual([theirs, ...mine.toReversed()]);
    expect(await search('name:report', `&owner=${bob.userName}`, analyst)).toEqual([theirs]);
    expect((await api.get(`/api/v1/search?query=x12&owner=${bob.userName}`)).status).toBe(403);
    expect((await api.get('/api/v1/search?query=x12&owner=nobody-at-all')).status).toBe(403);
  });

  it('leaves out what is gone from the table although the index still has it', async () => {
    const gone = await api.file('gone soon', 'vanishing.txt');
    expect(await search('vanishing')).toEqual([gone]);
    await beginDeletion(api, gone);
    expect(await search('vanishing')).toEqual([]);
  });

  it('finds what people changed: tags and names', async () => {
    const [first = ''] = mine;
    await api.send('PATCH', `/api/v1/files/${first}`, { tags: { add: ['case-17'] }, name: 'Evidence' });
    await api.indexed();
    expect(await search('tag:case-17')).toEqual([first]);
    expect(await search('name:evidence')).toEqual([first]);
  });
});
