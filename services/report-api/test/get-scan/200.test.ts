import { analysisId, ScanDetail } from '@assay/contracts';
import { claimScan, nextMessage, playScan } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

it('shows engines as they answer, by scan id and by analysis id', async () => {
  const { md5, sha256, scanId } = await api.upload('watched');
  const scan = await claimScan(api.backends, await nextMessage(api.backends));
  await scan.answer('clamav', { outcome: 'failure', message: 'clamd died' });
  for (const id of [scanId, analysisId(md5, scanId)]) {
    const detail = ScanDetail.parse(await api.json(`/api/v1/files/${sha256}/scans/${id}`));
    expect(detail).toMatchObject({
      scanid: scanId,
      status: 'in-progress',
      verdict: null,
      completed: null,
      began: { by: 'upload', who: api.account.userName },
      engines_expected: 3,
      engines_answered: 1,
      detecting: { expected: 2, completed: 0 },
    });
    const [clamav, filetype] = detail.engines;
    expect(clamav).toMatchObject({ engine: 'clamav', outcome: 'failure', verdict: null, message: 'clamd died' });
    expect(filetype).toMatchObject({ engine: 'filetype', outcome: null });
  }
  await scan.answer('yara', { outcome: 'timeout' });
  await scan.answer('filetype');
  // Nothing that could have found something has looked, so this is not "undetected".
  expect(await api.json(`/api/v1/files/${md5}/scans/${scanId}`)).toMatchObject({
    status: 'complete',
    verdict: 'unknown',
    completed: expect.any(String),
    engines_answered: 3,
  });
});

it('does not show another file’s scan under this one', async () => {
  const one = await api.upload('one');
  await playScan(api.backends);
  const two = await api.upload('two');
  await playScan(api.backends);
  const answer = await api.get(`/api/v1/files/${one.sha256}/scans/${two.scanId}`);
  expect(answer.status).toBe(404);
});
