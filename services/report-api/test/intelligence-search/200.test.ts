import { FILE_RELATIONSHIPS } from '@assay/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SearchApi, startSearch } from '../start-search.ts';

let api: SearchApi;
const files: string[] = [];
beforeAll(async () => {
  api = await startSearch();
  for (const count of [1, 2, 3]) {
    const ssdeep = `96:abcdefghijklmnopqrstuvwxyz${count}:abcdefghijkl${count}`;
    const answers = {
      clamav: { verdict: 'malicious', label: 'Bad.Thing' } as const,
      filetype: { attributes: { type_tag: 'peexe', tags: ['peexe'], ssdeep } },
    };
    files.unshift(await api.file(`file ${count}`, `file-${count}.exe`, answers));
  }
});
afterAll(() => api?.stop());

const ids = (page: { data: { id: string }[] }) => page.data.map(({ id }) => id);

describe("VirusTotal's search", () => {
  it('answers whole files with how they were found, page by page through links', async () => {
    const first = await api.json('/api/v3/intelligence/search?query=type:peexe+p:1%2B&limit=2');
    expect(ids(first)).toEqual(files.slice(0, 2));
    expect(first.data[0]).toMatchObject({
      type: 'file',
      links: { self: `${api.origin}/api/v3/files/${files[0]}` },
      attributes: { sha256: files[0], last_analysis_stats: { malicious: 1 } },
      context_attributes: { confidence: 1, match_in_subfile: false },
    });
    expect(first.meta.days_back).toBeGreaterThan(0);
    const next = new URL(first.links.next);
    expect(next.searchParams.get('query')).toBe('type:peexe p:1+');
    expect(next.searchParams.get('cursor')).toBe(first.meta.cursor);
    const last = await api.json(`${next.pathname}${next.search}`);
    expect(ids(last)).toEqual(files.slice(2));
    expect(last.links.next).toBeUndefined();
    expect(last.meta.cursor).toBeUndefined();
  });

  it('answers names alone when asked to', async () => {
    const { data } = await api.json('/api/v3/intelligence/search?query=tag:peexe&descriptors_only=true');
    expect(data[0]).toEqual({
      type: 'file',
      id: files[0],
      context_attributes: { confidence: 1, match_in_subfile: false },
    });
  });

  it('chooses attributes and puts relationships in', async () => {
    const path =
      '/api/v3/intelligence/search?query=tag:peexe&limit=1&attributes=md5,size&relationships=comments,itw_urls';
    const { data } = await api.json(path);
    expect(Object.keys(data[0].attributes).sort()).toEqual(['md5', 'size']);
    expect(Object.keys(data[0].relationships).sort()).toEqual(['comments', 'itw_urls']);
    expect((await api.get('/api/v3/intelligence/search?query=peexe&relationships=nosuch')).status).toBe(400);
    const many = FILE_RELATIONSHIPS.slice(0, 9).map(({ name }) => name);
    expect(many).not.toContain('similar_files');
    expect((await api.get(`/api/v3/intelligence/search?query=peexe&relationships=${many.join()}`)).status).toBe(400);
  });

  it('tells how alike each file is', async () => {
    const { data } = await api.json(`/api/v3/intelligence/search?query=similar-to:${files[0]}`);
    expect(data).toHaveLength(3);
    for (const { id, context_attributes } of data) {
      expect(context_attributes.similarity_score).toBeGreaterThan(0.8);
      expect(context_attributes.similarity_score === 1).toBe(id === files[0]);
    }
  });

  it('takes up to 300, and no snippet exists', async () => {
    expect((await api.get('/api/v3/intelligence/search?query=peexe&limit=300')).status).toBe(200);
    expect((await api.get('/api/v3/intelligence/search?query=peexe&limit=301')).status).toBe(400);
    const answer = await api.get('/api/v3/intelligence/search/snippets/abc');
    expect(answer.status).toBe(404);
    expect((await answer.json()).error.code).toBe('NotFoundError');
  });
});
