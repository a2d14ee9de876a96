import { SimilarFiles } from '@assay/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SearchApi, startSearch } from '../start-search.ts';

let api: SearchApi;
beforeAll(async () => {
  api = await startSearch();
});
afterAll(() => api?.stop());

const IMPHASH = 'e77512f955eaf60ccff45e02d69234de';
const described = (ssdeep: string, imphash?: string) => ({
  filetype: { attributes: { ssdeep, ...(imphash === undefined ? {} : { pe_info: { imphash } }) } },
});

describe('similar files', () => {
  it('are those with the same imphash or a like ssdeep hash, best first, without the file itself', async () => {
    const base = '96:abcdefghijklmnopqrstuvwxyzABCDEFGHIJ:abcdefghijklmnopqrst';
    const file = await api.file('one', 'one.exe', described(base, IMPHASH));
    const near = await api.file(
      'two',
      'two.exe',
      described('96:abcdefghijklmnopqrstuvwxyzABCDEF0123:abcdefghijklmnopq'),
    );
    const sameImports = await api.file('three', 'three.exe', described('3:xyz:xyz', IMPHASH.toUpperCase()));
    await api.file('four', 'four.exe', described('96:0987654321098765432109:0987654321'));
    const list = SimilarFiles.parse(await api.json(`/api/v1/files/${file}/similar`));
    expect(list.data.map(({ sha256 }) => sha256)).toEqual([sameImports, near]);
    expect(list.data[0]).toMatchObject({ similarity: 1, alike: { imphash: true, ssdeep: null, tlsh: null } });
    expect(list.data[1]?.alike.ssdeep).toBeGreaterThan(80);
    expect(list.meta.count).toBe(2);
    expect((await api.json(`/api/v1/files/${file}/similar?limit=1`)).data).toHaveLength(1);
    const related = await api.json(`/api/v3/files/${file}/similar_files?limit=1`);
    expect(related.data[0].id).toBe(sameImports);
    const rest = await api.json(related.links.next.slice(api.origin.length));
    expect(rest.data.map(({ id }: { id: string }) => id)).toEqual([near]);
    expect(rest.links.next).toBeUndefined();

    const bob = await api.reader('user');
    const theirs = await api.file('five', 'five.exe', described(base, IMPHASH), bob);
    expect((await api.json(`/api/v1/files/${file}/similar`)).data).toHaveLength(2);
    expect((await api.json(`/api/v1/files/${theirs}/similar`, bob)).data).toEqual([]);
    expect((await api.get(`/api/v1/files/${file}/similar`, { as: bob })).status).toBe(404);
    const analyst = await api.reader('analyst');
    expect((await api.json(`/api/v1/files/${file}/similar`, analyst)).data).toHaveLength(3);
  });

  it('of a file without such hashes are none', async () => {
    const file = await api.file('plain', 'plain.txt');
    expect((await api.json(`/api/v1/files/${file}/similar`)).data).toEqual([]);
  });
});
