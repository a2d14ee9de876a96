import { SearchHits, SimilarFiles } from '@assay/contracts';
import { document } from '@assay/search/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SearchApi, startSearch } from '../start-search.ts';

let api: SearchApi;
beforeAll(async () => {
  api = await startSearch();
});
afterAll(() => api?.stop());

const SSDEEP = '96:abcdefghijklmnopqrstuvwxyzABCDEFGHIJ:abcdefghijklmnopqrst';

it('answers say when more files are alike than a search keeps, and nothing while they are few', async () => {
  const sha256 = await api.file('one', 'one.exe', { filetype: { attributes: { ssdeep: SSDEEP } } });
  const alike = `query=${encodeURIComponent(`similar-to:${sha256}`)}`;
  expect(SearchHits.parse(await api.json(`/api/v1/search?${alike}`)).meta).toEqual({ count: 1 });
  const known = await api.index.query({
    query: { kind: 'all' },
    owner: null,
    asker: 'test',
    order: { by: 'size', descending: true },
    limit: 1,
  });
  const userId = known.hits[0]?.userId ?? '';
  // More than a search keeps, of files that the table does not know: the bound is the index's.
  await api.index.putAll(Array.from({ length: 1_001 }, (_, at) => document(at, { userId, ssdeep: SSDEEP })));
  for (const path of [
    `/api/v1/search?${alike}`,
    `/api/v1/search?${alike.replace('=', '=-')}`,
    `/api/v3/search?${alike}`,
    `/api/v3/intelligence/search?${alike}`,
    `/api/v1/files/${sha256}/similar`,
  ]) {
    expect((await api.json(path)).meta, path).toMatchObject({ alike_cut: true });
  }
  SimilarFiles.parse(await api.json(`/api/v1/files/${sha256}/similar`));
  const exported = await api.get(`/api/v1/search/export?${alike}`);
  expect(exported.headers.get('x-export-complete')).toBe('false');
  expect((await exported.json()).meta.complete).toBe(false);
});
