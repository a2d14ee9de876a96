import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
let path: string;
const CONTENT = '0123456789';
beforeAll(async () => {
  api = await startReportApi();
  const { sha256 } = await api.upload(CONTENT, 'digits');
  path = `/api/v3/files/${sha256}/download`;
});
afterAll(() => api?.stop());

it.each([
  ['bytes=0-3', '0123', 'bytes 0-3/10'],
  ['bytes=7-', '789', 'bytes 7-9/10'],
  ['bytes=-2', '89', 'bytes 8-9/10'],
])('gives the piece that is asked for: %s', async (range, piece, contentRange) => {
  const answer = await api.get(path, { headers: { range } });
  expect(answer.status).toBe(206);
  expect(await answer.text()).toBe(piece);
  expect(answer.headers.get('content-range')).toBe(contentRange);
  expect(answer.headers.get('content-length')).toBe(String(piece.length));
});

it.each(['bytes=0-1,4-5', 'bytes=10-', 'pages=1', 'bytes=x'])('gives the whole for %s', async (range) => {
  const answer = await api.get(path, { headers: { range } });
  expect([answer.status, await answer.text()]).toEqual([200, CONTENT]);
  expect(answer.headers.get('accept-ranges')).toBe('bytes');
});

it('gives a piece only of the file that the client has begun to fetch', async () => {
  const etag = (await api.get(path, { method: 'HEAD' })).headers.get('etag') ?? '';
  const resume = (condition: string) => api.get(path, { headers: { range: 'bytes=5-', 'if-range': condition } });
  expect(await (await resume(etag)).text()).toBe('56789');
  expect(await (await resume('"another"')).text()).toBe(CONTENT);
});

it('ignores a range at an archive', async () => {
  const answer = await api.get(`${path}?format=zip`, { headers: { range: 'bytes=0-3' } });
  expect([answer.status, answer.headers.get('content-range')]).toEqual([200, null]);
  await answer.arrayBuffer();
});
