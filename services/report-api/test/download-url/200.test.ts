import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

it.each(['/api/v1', '/api/v3'])(
  'answers an absolute address that gives the bytes without credentials: %s',
  async (prefix) => {
    const { sha256, md5 } = await api.upload('behind an address', 'a "name".exe');
    for (const id of [sha256, md5.toUpperCase()]) {
      const { data } = await api.json(`${prefix}/files/${id}/download_url`);
      expect(data).toMatch(`${api.origin}/api/v3/downloads/`);
      for (let use = 0; use < 2; use += 1) {
        const answer = await fetch(data);
        expect([answer.status, await answer.text()]).toEqual([200, 'behind an address']);
        expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="a _name_\.exe"/);
        expect(answer.headers.get('content-security-policy')).toContain('sandbox');
      }
    }
  },
);

it('takes HEAD and Range there, and credentials that a client sends all the same', async () => {
  const { sha256 } = await api.upload('0123456789');
  const { data } = await api.json(`/api/v3/files/${sha256}/download_url`);
  const head = await fetch(data, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
  const piece = await fetch(data, { headers: { range: 'bytes=2-4', 'x-apikey': 'whatever' } });
  expect([piece.status, await piece.text()]).toEqual([206, '234']);
});

it('is of the file that an analyst may see, and of the owner that they name', async () => {
  const other = await api.backends.account();
  const { sha256 } = await api.upload('seen by analysts', 'x', other);
  const analyst = await api.reader('analyst');
  for (const query of ['', `?owner=${other.userName}`]) {
    const { data } = await api.json(`/api/v3/files/${sha256}/download_url${query}`, analyst);
    expect(await (await fetch(data)).text()).toBe('seen by analysts');
  }
});
