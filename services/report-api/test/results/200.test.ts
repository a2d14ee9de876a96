import { ScanEngineResult } from '@assay/contracts';
import { playScan } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

it('lists every engine, and gives one with everything it found, also when that is large', async () => {
  const { sha256, scanId } = await api.upload('with results');
  const sections = Array.from({ length: 3000 }, (_, at) => ({ name: `s${at}`, md5: `${at}`.padStart(32, '0') }));
  await playScan(api.backends, { filetype: { attributes: { magic: 'data', pe_info: { sections } } } });
  const list = await api.json(`/api/v1/files/${sha256}/scans/${scanId}/results`);
  expect(list).toMatchObject({ scanid: scanId, status: 'complete' });
  expect(list.results.map((result: { engine: string }) => result.engine).sort()).toEqual([
    'clamav',
    'filetype',
    'yara',
  ]);
  const one = ScanEngineResult.parse(await api.json(`/api/v1/files/${sha256}/scans/${scanId}/results/filetype`));
  expect(one).toMatchObject({ engine: 'filetype', outcome: 'completed', verdict: null, attributes: { magic: 'data' } });
  expect(one.attributes.pe_info).toEqual({ sections });
});

it.each(['nothing', 'CLAMAV', '__proto__', 'constructor'])('has no engine %s', async (engine) => {
  const { sha256, scanId } = await api.upload('without');
  const answer = await api.get(`/api/v1/files/${sha256}/scans/${scanId}/results/${engine}`);
  expect(answer.status).toBe(404);
  const logs = await api.get(`/api/v1/files/${sha256}/scans/${scanId}/logs/${engine}`);
  expect(logs.status).toBe(404);
});
