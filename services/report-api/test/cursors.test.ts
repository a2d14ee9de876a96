import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from './start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
  for (const content of ['1', '2', '3']) await api.upload(content, `${content}.txt`);
});
afterAll(() => api?.stop());

it('refuses a cursor of another route, query or user, and one that nobody made', async () => {
  const { meta } = await api.json('/api/v1/files?limit=1');
  const cursor = encodeURIComponent(meta.cursor);
  const { sha256 } = await api.upload('4');
  const other = await api.backends.account();
  const refused = [
    api.get(`/api/v1/files?cursor=${cursor}`, { as: other }),
    api.get(`/api/v1/files?name=1&cursor=${cursor}`),
    api.get(`/api/v1/files/${sha256}/scans?cursor=${cursor}`),
    api.get('/api/v1/files?cursor=abc'),
    api.get(`/api/v1/files?cursor=${cursor.slice(0, -3)}`),
  ];
  for (const answer of await Promise.all(refused)) {
    expect(answer.status).toBe(400);
    expect((await answer.json()).error.code).toBe('InvalidArgumentError');
  }
  expect((await api.get(`/api/v1/files?limit=2&cursor=${cursor}`)).status).toBe(200);
});

it.each(['limit=0', 'limit=41', 'limit=x', 'verdict=bad', 'submitted_from=yesterday'])(
  'refuses the query %s',
  async (query) => {
    const answer = await api.get(`/api/v1/files?${query}`);
    expect(answer.status).toBe(400);
    expect((await answer.json()).error.message).toContain(query.split('=')[0]);
  },
);
