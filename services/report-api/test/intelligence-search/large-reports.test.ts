import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SearchApi, startSearch } from '../start-search.ts';

let api: SearchApi;
const files: string[] = [];
const MIB = 1024 * 1024;
const SSDEEP = '96:abcdefghijklmnopqrstuvwxyzABCDEFGHIJ:abcdefghijklmnopqrst';

beforeAll(async () => {
  api = await startSearch();
  for (const count of [1, 2, 3, 4, 5]) {
    const attributes = { type_tag: 'peexe', ssdeep: SSDEEP, large_info: { text: 'x'.repeat(3 * MIB) } };
    files.unshift(await api.file(`file ${count}`, `file-${count}.exe`, { filetype: { attributes } }));
  }
});
afterAll(() => api?.stop());

/** Every page of a list: how large each is and what is on all of them. */
async function pagesOf(path: string): Promise<{ sizes: number[]; ids: string[] }> {
  const sizes: number[] = [];
  const ids: string[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const text: string = await (await api.get(next)).text();
    const page = JSON.parse(text);
    expect(page.data.length).toBeGreaterThan(0);
    sizes.push(text.length);
    ids.push(...page.data.map(({ id }: { id: string }) => id));
    next = page.links.next?.slice(api.origin.length);
  }
  return { sizes, ids };
}

it.each(['/api/v3/intelligence/search?query=type:peexe&limit=300', '/api/v3/search?query=type:peexe&limit=40'])(
  'a page of large reports ends early, and %s goes on with the next one',
  async (path) => {
    const { sizes, ids } = await pagesOf(path);
    expect(ids).toEqual(files);
    expect(Math.max(...sizes)).toBeLessThan(12 * MIB);
    expect(sizes).toHaveLength(2);
  },
);

it('so does a relationship that holds whole files', async () => {
  const { sizes, ids } = await pagesOf(`/api/v3/files/${files[0]}/similar_files?limit=40`);
  expect(ids.toSorted()).toEqual(files.slice(1).toSorted());
  expect(sizes).toHaveLength(2);
});

it('names and chosen attributes are as many as were asked for', async () => {
  for (const choice of ['descriptors_only=true', 'attributes=md5']) {
    const { sizes } = await pagesOf(`/api/v3/intelligence/search?query=type:peexe&limit=300&${choice}`);
    expect(sizes).toHaveLength(1);
  }
});
