import { afterAll, beforeAll, expect, it } from 'vitest';
import { beginDeletion } from '../search-files/begin-deletion.ts';
import { type SearchApi, startSearch } from '../start-search.ts';

/** VirusTotal's clients take an empty page for the end, or fail at it, whatever cursor it has. */
let api: SearchApi;
const kept: string[] = [];
beforeAll(async () => {
  api = await startSearch();
  for (const content of ['1', '2']) kept.unshift(await api.file(content, 'kept report.txt'));
  for (let at = 0; at < 12; at += 1) await beginDeletion(api, await api.file(`gone ${at}`, 'gone report.txt'));
});
afterAll(() => api?.stop());

it.each(['v3/intelligence/search', 'v3/search', 'v1/search'])(
  'what the index has and the table has not any more makes no page empty: %s',
  async (path) => {
    for (const limit of [1, 10]) {
      const found: string[] = [];
      let next: string | undefined = `/api/${path}?query=report&limit=${limit}`;
      while (next !== undefined) {
        const page: { data: { id?: string; sha256?: string }[]; links: { next?: string } } = await api.json(next);
        expect(page.data.length === 0 && page.links.next !== undefined).toBe(false);
        expect(page.data.length).toBeLessThanOrEqual(limit);
        found.push(...page.data.map(({ id, sha256 }) => id ?? sha256 ?? ''));
        next = page.links.next?.slice(api.origin.length);
      }
      expect(found).toEqual(kept);
    }
  },
);

it('when nothing but such is left the list is empty and ends', async () => {
  const { data, meta } = await api.json('/api/v3/intelligence/search?query=name:gone');
  expect(data).toEqual([]);
  expect(meta).not.toHaveProperty('cursor');
});
