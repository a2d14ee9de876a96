import { rawRequest } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from './start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
  for (const content of ['1', '2']) await api.upload(content, `${content}.txt`);
});
afterAll(() => api?.stop());

it.each(['//api/v1/files?limit=1', 'http://evil.example/api/v1/files?limit=1'])(
  'the links of a page lead back here, however its request names the path: %s',
  async (target) => {
    const head = [`GET ${target} HTTP/1.1`, `Host: 127.0.0.1:${api.port}`, `X-Apikey: ${api.account.jwt()}`];
    const { links } = (await rawRequest(api.port, head.join('\n'))).json();
    expect(links.self).toBe(`${api.origin}/api/v1/files?limit=1`);
    expect(links.next.startsWith(`${api.origin}/api/v1/files?limit=1&cursor=`)).toBe(true);
    expect((await (await api.get(links.next.slice(api.origin.length))).json()).data).toHaveLength(1);
  },
);
