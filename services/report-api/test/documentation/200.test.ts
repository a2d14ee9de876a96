import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(async () => {
  await api?.stop();
});

it('the description names the server under which this client asked, without credentials', async () => {
  const answer = await fetch(`${api.origin}/api/openapi.json`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(await answer.json()).toMatchObject({
    openapi: '3.1.0',
    servers: [{ url: api.origin }],
    paths: { '/api/v1/files': expect.anything(), '/api/openapi.json': expect.anything() },
  });
});

it('the page is HTML that may run nothing and load nothing', async () => {
  const answer = await fetch(`${api.origin}/api/docs`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
  expect(await answer.text()).toContain('GET /api/v1/files');
});
