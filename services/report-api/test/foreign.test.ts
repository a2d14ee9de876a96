import { analysisId } from '@assay/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type ReportApi, startReportApi } from './start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

const UNKNOWN = 'f'.repeat(64);

/** Every route of a file, with its id and a scan id to put in. */
const paths = (id: string, scanId: string) => [
  `/api/v3/files/${id}`,
  `/api/v1/files/${id}`,
  `/api/v1/files/${id}/download`,
  `/api/v1/files/${id}/scans`,
  `/api/v1/files/${id}/scans/${scanId}`,
  `/api/v1/files/${id}/scans/${scanId}/results`,
  `/api/v1/files/${id}/scans/${scanId}/results/clamav`,
  `/api/v1/files/${id}/scans/${scanId}/logs`,
  `/api/v1/files/${id}/scans/${scanId}/logs/clamav`,
  `/api/v1/files/${id}/scans/${scanId}/events`,
];

describe('what is somebody else’s', () => {
  it('is not found in the very words of what nobody has', async () => {
    const { sha256, md5, scanId } = await api.upload('mine');
    const other = await api.backends.account();
    const unknown = paths(UNKNOWN, scanId);
    for (const [at, path] of paths(sha256, scanId).entries()) {
      const foreign = await api.get(path, { as: other });
      const absent = await api.get(unknown[at] ?? '', { as: other });
      expect([path, foreign.status, absent.status]).toEqual([path, 404, 404]);
      const text = await foreign.text();
      expect(text.replaceAll(sha256, '…')).toBe((await absent.text()).replaceAll(UNKNOWN, '…'));
      expect(JSON.parse(text).error.code).toBe('NotFoundError');
    }
    const id = analysisId(md5, scanId);
    expect((await api.get(`/api/v3/analyses/${id}`)).status).toBe(200);
    const foreign = await api.get(`/api/v3/analyses/${id}`, { as: other });
    expect(foreign.status).toBe(404);
    expect((await foreign.json()).error).toEqual({ code: 'NotFoundError', message: `Analysis "${id}" not found` });
  });

  it('stands in no list', async () => {
    await api.upload('listed nowhere else');
    const other = await api.backends.account();
    expect((await api.json('/api/v1/files', other)).data).toEqual([]);
  });
});

describe('an id that is none', () => {
  it.each(['xyz', 'a'.repeat(63), 'g'.repeat(64), '..%2f..%2fetc', '%00', "'or'1'='1", 'a'.repeat(4000)])(
    'as that of a file is answered with 400: %s',
    async (id) => {
      const answer = await api.get(`/api/v3/files/${id}`);
      expect(answer.status).toBe(400);
      expect((await answer.json()).error.code).toBe('InvalidArgumentError');
    },
  );

  it.each(['1', 'abc', '9'.repeat(21), '-1'])('as that of a scan is answered with 400: %s', async (scanId) => {
    const { sha256 } = await api.upload('with scans');
    const answer = await api.get(`/api/v1/files/${sha256}/scans/${scanId}`);
    expect(answer.status).toBe(400);
  });

  it.each(['x', 'f-1', 'AAAA', Buffer.from(`${'a'.repeat(32)}:1`).toString('base64')])(
    'as that of an analysis is answered with 404: %s',
    async (id) => {
      expect((await api.get(`/api/v3/analyses/${id}`)).status).toBe(404);
    },
  );

  it('needs credentials first', async () => {
    const answer: Answer = await fetch(`${api.origin}/api/v3/files/xyz`);
    expect(answer.status).toBe(401);
    expect((await answer.json()).error.code).toBe('AuthenticationRequiredError');
  });
});
