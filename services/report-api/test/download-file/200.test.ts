import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

it('gives the bytes as an attachment that nothing sniffs, frames, runs or keeps', async () => {
  const content = Buffer.from('<html><script>alert(1)</script>\0\xff', 'latin1');
  const { md5 } = await api.upload(content, 'påge "1".html');
  const answer = await api.get(`/api/v1/files/${md5}/download`);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(content);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': String(content.length),
    'content-disposition': `attachment; filename="p_ge _1_.html"; filename*=UTF-8''p%C3%A5ge%20%221%22.html`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining('sandbox'),
    'cache-control': 'private, no-store',
  });
});

it('answers HEAD with the same head and no bytes', async () => {
  const { md5 } = await api.upload('headed');
  const answer = await api.get(`/api/v3/files/${md5}/download`, { method: 'HEAD' });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-length')).toBe('6');
  expect(await answer.text()).toBe('');
});

it('gives an archive with the password infected to who asks for one', async () => {
  const { md5 } = await api.upload('zipped', 'a.exe');
  const answer = await api.get(`/api/v1/files/${md5}/download?format=zip`);
  expect(answer.headers.get('content-type')).toBe('application/zip');
  expect(answer.headers.get('content-disposition')).toContain('filename="a.exe.zip"');
  const zip = new Uint8Array(await answer.arrayBuffer());
  const [entry] = await new ZipReader(new Uint8ArrayReader(zip), { password: 'infected' }).getEntries();
  if (entry === undefined || entry.directory) throw new Error('the archive has no file');
  expect(entry.filename).toBe('a.exe');
  expect(Buffer.from(await entry.getData(new Uint8ArrayWriter())).toString()).toBe('zipped');
});

it('knows no other format, and does not blame the caller for a missing object', async () => {
  const { md5 } = await api.upload('raw only');
  expect((await api.get(`/api/v1/files/${md5}/download?format=rar`)).status).toBe(400);
  await api.backends.samples.delete(`${api.account.userName}:${md5}`);
  expect((await api.get(`/api/v1/files/${md5}/download`)).status).toBe(503);
});
