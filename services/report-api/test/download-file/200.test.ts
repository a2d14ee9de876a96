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

it('says when a format is not there yet, and that a missing object is not the caller’s fault', async () => {
  const { md5 } = await api.upload('raw only');
  expect((await api.get(`/api/v1/files/${md5}/download?format=zip`)).status).toBe(400);
  await api.backends.samples.delete(`${api.account.userName}:${md5}`);
  expect((await api.get(`/api/v1/files/${md5}/download`)).status).toBe(503);
});
