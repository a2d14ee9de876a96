import { changeFile } from '@assay/table';
import { Uint8ArrayReader, ZipReader } from '@zip.js/zip.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi({ maxZipBytes: 10 });
});
afterAll(() => api?.stop());

const ask = (body: unknown, as = api.account) => api.send('POST', '/api/v3/intelligence/zip_files', body, as);

describe('an archive', () => {
  it.each([
    ['nothing', undefined],
    ['no hashes', { data: { hashes: [] } }],
    ['101 hashes', { data: { hashes: Array.from({ length: 101 }, () => 'f'.repeat(64)) } }],
    ['hashes that are no text', { data: { hashes: [1] } }],
    ['an empty password', { data: { hashes: ['f'.repeat(64)], password: '' } }],
    ['a giant password', { data: { hashes: ['f'.repeat(64)], password: 'p'.repeat(257) } }],
    ['a list', [1]],
  ])('of %s is refused with 400', async (_what, body) => {
    expect((await ask(body)).status).toBe(400);
  });

  it('of a form with too many hashes is refused with 400', async () => {
    const body = Array.from({ length: 150 }, (_, at) => `data[hashes][${at}]=${'f'.repeat(64)}`).join('&');
    const headers = { ...api.account.headers(), 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(`${api.origin}/api/v3/intelligence/zip_files`, { method: 'POST', headers, body });
    expect(answer.status).toBe(400);
  });

  it('of more bytes than archives may hold is refused with 413', async () => {
    const [one, two] = [await api.upload('123456'), await api.upload('abcdef')];
    expect((await ask({ data: { hashes: [one.sha256] } })).status).toBe(200);
    expect((await ask({ data: { hashes: [one.sha256, two.sha256] } })).status).toBe(413);
  });

  it('of somebody else, or of nobody, is not found, in the same words', async () => {
    const { sha256 } = await api.upload('own');
    const { id } = (await (await ask({ data: { hashes: [sha256] } })).json()).data;
    const other = await api.backends.account();
    for (const part of ['', '/download', '/download_url']) {
      const [foreign, absent] = await Promise.all(
        [id, 'f'.repeat(32)].map((each) => api.get(`/api/v3/intelligence/zip_files/${each}${part}`, { as: other })),
      );
      expect([foreign?.status, absent?.status]).toEqual([404, 404]);
      expect((await foreign?.text())?.replace(id, '…')).toBe((await absent?.text())?.replace('f'.repeat(32), '…'));
    }
    expect((await api.get('/api/v3/intelligence/zip_files/x')).status).toBe(404);
  });

  it('that was put under another user or id in Redis opens for nobody', async () => {
    const { sha256 } = await api.upload('moved');
    const { id } = (await (await ask({ data: { hashes: [sha256] } })).json()).data;
    const other = await api.backends.account();
    const sealed = (await api.backends.client.get(`zip:${api.account.userId}:${id}`)) ?? '';
    await api.backends.client.set(`zip:${other.userId}:${id}`, sealed);
    expect((await api.get(`/api/v3/intelligence/zip_files/${id}`, { as: other })).status).toBe(404);
  });

  it('does not hold what was deleted since it was asked for', async () => {
    const [one, two] = [await api.upload('one'), await api.upload('two')];
    const { id } = (await (await ask({ data: { hashes: [one.sha256, two.sha256] } })).json()).data;
    await changeFile(api.backends.table.table, api.account.userId, one.sha256, (file) =>
      file === null ? null : { ...file, State: 'deleting' },
    );
    const answer = await api.get(`/api/v3/intelligence/zip_files/${id}/download`);
    const zip = new Uint8ArrayReader(new Uint8Array(await answer.arrayBuffer()));
    expect((await new ZipReader(zip).getEntries()).map((entry) => entry.filename)).toEqual([two.sha256]);
  });

  it('breaks off when a file that it should hold cannot be read, and is 503 when that is the first', async () => {
    const [one, two] = [await api.upload('first'), await api.upload('lost')];
    await api.backends.samples.delete(`${api.account.userName}:${two.md5}`);
    const download = async (...hashes: string[]) => {
      const { id } = (await (await ask({ data: { hashes } })).json()).data;
      return api.get(`/api/v3/intelligence/zip_files/${id}/download`);
    };
    const broken = await download(one.sha256, two.sha256);
    expect(broken.status).toBe(200);
    await expect(broken.arrayBuffer()).rejects.toThrow();
    expect((await download(two.sha256)).status).toBe(503);
  });

  it('is 503 while Redis is away, and there again after', async () => {
    const { sha256 } = await api.upload('away');
    const { id } = (await (await ask({ data: { hashes: [sha256] } })).json()).data;
    api.backends.redis.gate.cut();
    expect((await api.get(`/api/v3/intelligence/zip_files/${id}`)).status).toBe(503);
    expect((await ask({ data: { hashes: [sha256] } })).status).toBe(503);
    api.backends.redis.gate.mend();
    const again = async () => (await api.get(`/api/v3/intelligence/zip_files/${id}`)).status;
    await expect.poll(again, { timeout: 10_000 }).toBe(200);
  });
});
