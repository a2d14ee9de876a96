import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SearchApi, startSearch } from '../start-search.ts';

let api: SearchApi;
let file: string;
beforeAll(async () => {
  api = await startSearch();
  file = await api.file('content', 'invoice.txt');
});
afterAll(() => api?.stop());

const search = (query: string, as = api.account) => api.json(`/api/v3/search?query=${encodeURIComponent(query)}`, as);
const digest = (name: string) => createHash(name).update('content').digest('hex');

describe('the search box', () => {
  it.each(['md5', 'sha1', 'sha256'])('finds a file by its %s in any case', async (name) => {
    const { data, links } = await search(` ${digest(name).toUpperCase()} `);
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({ type: 'file', id: file, attributes: { sha256: file } });
    expect(links.next).toBeUndefined();
  });

  it('finds nothing for a hash that nobody has, or that is somebody else’s', async () => {
    expect((await search('0'.repeat(64))).data).toEqual([]);
    expect((await search(file, await api.reader('user'))).data).toEqual([]);
    expect((await search(file, await api.reader('analyst'))).data).toHaveLength(1);
  });

  it('finds comments by their tag, page by page', async () => {
    for (const text of ['seen in #Phishing', 'again #phishing', 'other #spam']) {
      await api.send('POST', `/api/v3/files/${file}/comments`, { data: { type: 'comment', attributes: { text } } });
    }
    const first = await api.json(`/api/v3/search?query=%23phishing&limit=1`);
    const rest = await api.json(first.links.next.slice(api.origin.length));
    const texts = [...first.data, ...rest.data].map((each) => each.attributes.text);
    expect(texts).toEqual(['again #phishing', 'seen in #Phishing']);
    expect((await search('#phishing', await api.reader('user'))).data).toEqual([]);
  });

  it('takes anything else for a query, and knows no addresses', async () => {
    expect((await search('name:invoice')).data[0].id).toBe(file);
    expect((await search('http://example.com/invoice')).data).toEqual([]);
  });
});
