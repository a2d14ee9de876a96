import { SearchExport } from '@assay/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SearchApi, startSearch } from '../start-search.ts';

let api: SearchApi;
beforeAll(async () => {
  api = await startSearch();
  await api.file('one', '=HYPERLINK("http://evil","x").txt');
  await api.file('two', 'two, "quoted".txt');
});
afterAll(() => api?.stop());

describe('an export', () => {
  it('as JSON holds every hit and says that these are all', async () => {
    const answer = await api.get('/api/v1/search/export?query=txt');
    expect(answer.headers.get('x-export-complete')).toBe('true');
    expect(answer.headers.get('x-export-limit')).toBe('10000');
    const body = SearchExport.parse(await answer.json());
    expect(body.meta).toEqual({ count: 2, complete: true });
    expect(body.data.map(({ name }) => name)).toEqual(['two, "quoted".txt', '=HYPERLINK("http://evil","x").txt']);
  });

  it('as CSV has a head and a record per file, and no formula', async () => {
    const answer = await api.get('/api/v1/search/export?query=txt&format=csv&order=size');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="search.csv"');
    const lines = (await answer.text()).split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^"sha256","sha1","md5","name",/);
    expect(lines.join('\n')).toContain(`,"'=HYPERLINK(""http://evil"",""x"").txt",`);
    expect(lines.join('\n')).toContain(`,"two, ""quoted"".txt",`);
  });

  it('of nothing is a head, or an empty list', async () => {
    expect((await (await api.get('/api/v1/search/export?query=nothing&format=csv')).text()).split('\r\n')).toHaveLength(
      2,
    );
    expect(await api.json('/api/v1/search/export?query=nothing')).toEqual({
      data: [],
      meta: { count: 0, complete: true },
    });
  });
});
