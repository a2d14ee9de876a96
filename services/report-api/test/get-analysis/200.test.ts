import { Analysis, analysisId } from '@assay/contracts';
import { putAliases } from '@assay/table';
import { claimScan, nextMessage, playScan } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

it('goes from queued over in-progress to completed, and shows no result before', async () => {
  const { md5, sha1, sha256, scanId, size } = await api.upload('analysed', 'x.bin');
  const id = analysisId(md5, scanId);
  const read = async () => Analysis.parse(await api.json(`/api/v3/analyses/${id}`));
  const empty = { results: {}, stats: { malicious: 0, undetected: 0 } };
  expect((await read()).data.attributes).toMatchObject({ status: 'queued', ...empty });

  const scan = await claimScan(api.backends, await nextMessage(api.backends));
  await scan.answer('clamav', { verdict: 'malicious', label: 'Bad' });
  expect((await read()).data.attributes).toMatchObject({ status: 'in-progress', ...empty });

  await scan.answer('yara', { outcome: 'timeout' });
  await scan.answer('filetype');
  expect(await read()).toMatchObject({
    data: {
      type: 'analysis',
      id,
      links: { self: `${api.origin}/api/v3/analyses/${id}`, item: `${api.origin}/api/v3/files/${sha256}` },
      attributes: {
        status: 'completed',
        date: Number(scanId.slice(0, 10)),
        stats: { malicious: 1, timeout: 1, undetected: 0 },
        results: { ClamAV: { category: 'malicious', result: 'Bad' }, YARA: { category: 'timeout', result: null } },
      },
    },
    meta: { file_info: { sha256, sha1, md5, size, name: 'x.bin' } },
  });
  expect((await api.json(`/api/v3/analyses/${id.replaceAll('=', '%3D')}`)).data.id).toBe(id);
});

it('resolves the id through the table when two files share its MD5', async () => {
  const older = await api.upload('first');
  await playScan(api.backends);
  const newer = await api.upload('second');
  await playScan(api.backends);
  await putAliases(api.backends.table.table, api.account.userId, { ...newer, md5: older.md5 });
  const analysis = await api.json(`/api/v3/analyses/${analysisId(older.md5, older.scanId)}`);
  expect(analysis.meta.file_info.sha256).toBe(older.sha256);
});
