import { rawRequest } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
let sha256: string;
beforeAll(async () => {
  api = await startReportApi();
  sha256 = (await api.upload('related to nothing')).sha256;
});
afterAll(() => api?.stop());

it.each(['nonsense', 'toString', '__proto__', 'constructor', 'COMMENTS', '%00', 'analyse', 'x'.repeat(3000)])(
  'a relationship that is none is not found: %s',
  async (name) => {
    for (const path of [`/api/v3/files/${sha256}/${name}`, `/api/v3/files/${sha256}/relationships/${name}`]) {
      const answer = await api.get(path);
      expect([path.slice(0, 120), answer.status]).toEqual([path.slice(0, 120), 404]);
      expect((await answer.json()).error.code).toBe('NotFoundError');
    }
  },
);

it('one that is none cannot be put into a file object', async () => {
  const answer = await api.get(`/api/v3/files/${sha256}?relationships=comments,nonsense`);
  expect(answer.status).toBe(400);
  expect((await answer.json()).error.message).toContain('nonsense');
});

it.each([
  ['GET', '/api/v3/urls/aHR0cDovL3gv'],
  ['GET', '/api/v3/domains/example.org'],
  ['GET', '/api/v3/ip_addresses/8.8.8.8'],
  ['GET', '/api/v3/feeds/files/202011240000'],
  ['GET', '/api/v3/yara_rulesets/000c4e3d2a'],
  ['GET', '/api/v3/file_behaviours/abc_Zenbox'],
  ['GET', '/api/v3/intelligence/hunting_rulesets'],
  ['DELETE', '/api/v3/collections/abc/files'],
  ['POST', '/api/v3/urls'],
  ['POST', '/api/v3/collections'],
  ['POST', '/api/v3/intelligence/retrohunt_jobs/1/abort'],
])('what a file service has not is answered with a JSON 404, whatever body comes: %s %s', async (method, path) => {
  for (const [type, body] of [
    ['application/json', '{"data":[{"type":"url","id":"x"}]}'],
    ['application/json', ''],
    ['application/x-www-form-urlencoded', 'url=http%3A%2F%2Fx%2F'],
    ['application/octet-stream', 'x'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['', ''],
  ] as const) {
    const head = [
      `${method} ${path} HTTP/1.1`,
      'Host: assay.test',
      `X-Apikey: ${api.account.jwt()}`,
      ...(type === '' ? [] : [`Content-Type: ${type}`]),
      ...(method === 'GET' ? [] : [`Content-Length: ${body.length}`]),
    ].join('\n');
    const answer = await rawRequest(api.port, head, Buffer.from(method === 'GET' ? '' : body));
    expect([type, answer.status]).toEqual([type, 404]);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.json().error.code).toBe('NotFoundError');
  }
});
