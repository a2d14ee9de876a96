import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SearchApi, startSearch } from '../start-search.ts';

let api: SearchApi;
beforeAll(async () => {
  api = await startSearch();
});
afterAll(() => api?.stop());

const paths = ['/api/v1/search', '/api/v1/search/export', '/api/v3/search', '/api/v3/intelligence/search'];

describe.each(paths)('%s', (path) => {
  it.each([
    ['name:"abc', 'column 6'],
    ['abc nosuch:x', 'column 5'],
    ['size:large', 'column 6'],
    [`(${'a'.repeat(3)}`, 'column 1'],
  ])('says where %j is wrong', async (query, where) => {
    const answer = await api.get(`${path}?query=${encodeURIComponent(query)}`);
    expect(answer.status).toBe(400);
    const { error } = await answer.json();
    expect(error.code).toBe('InvalidArgumentError');
    expect(error.message).toContain(where);
  });

  it('says that contents are not searched', async () => {
    const answer = await api.get(`${path}?query=${encodeURIComponent('content:"MZ"')}`);
    expect(answer.status).toBe(400);
    expect((await answer.json()).error.code).toBe('UnsupportedContentQueryError');
  });
});

describe('a search', () => {
  it.each(['order=name', 'order=size~', 'limit=0', 'limit=101', 'cursor=abc', 'owner=A%20B'])(
    'refuses %s',
    async (what) => {
      expect((await api.get(`/api/v1/search?query=abc&${what}`)).status).toBe(400);
    },
  );

  it("refuses the cursor of another search, and another caller's", async () => {
    for (const name of ['one', 'two', 'three']) await api.file(name, `${name}.txt`);
    const { meta } = await api.json('/api/v1/search?query=txt&limit=1');
    const cursor = encodeURIComponent(meta.cursor);
    expect((await api.get(`/api/v1/search?query=txt&limit=2&cursor=${cursor}`)).status).toBe(200);
    expect((await api.get(`/api/v1/search?query=one&cursor=${cursor}`)).status).toBe(400);
    expect((await api.get(`/api/v1/search?query=txt&order=size&cursor=${cursor}`)).status).toBe(400);
    const as = await api.reader('user');
    expect((await api.get(`/api/v1/search?query=txt&cursor=${cursor}`, { as })).status).toBe(400);
  });
});
