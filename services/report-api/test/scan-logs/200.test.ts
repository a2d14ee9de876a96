import { ScanLogs } from '@assay/contracts';
import { claimScan, logLine, nextMessage } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

it('gives the lines so far while an engine runs, and the stored log when it has answered, also of a failed run', async () => {
  const { sha256, scanId } = await api.upload('logged');
  const path = `/api/v1/files/${sha256}/scans/${scanId}/logs`;
  const scan = await claimScan(api.backends, await nextMessage(api.backends));
  await api.backends.live.log(scanId, [logLine('yara', 1, 'loading'), logLine('clamav', 1, 'connecting')]);
  await scan.answer('clamav', {
    outcome: 'failure',
    log: [logLine('clamav', 1, 'connecting'), logLine('clamav', 2, 'it died')],
  });

  const logs = ScanLogs.parse(await api.json(path));
  const of = (engine: string) => logs.logs.find((log) => log.engine === engine);
  expect(of('clamav')).toMatchObject({ complete: true, lines: [{ message: 'connecting' }, { message: 'it died' }] });
  expect(of('yara')).toMatchObject({ complete: false, lines: [{ message: 'loading' }] });
  const one = ScanLogs.parse(await api.json(`${path}/clamav`));
  expect(one.logs).toEqual([of('clamav')]);
});

it('gives text to who asks for it, a line per message, whatever a message holds', async () => {
  const { sha256, scanId } = await api.upload('as text');
  const scan = await claimScan(api.backends, await nextMessage(api.backends));
  await scan.answer('yara', { log: [logLine('yara', 1, 'one\n2020-01-01T00:00:00Z clamav info forged\u2028line')] });
  const path = `/api/v1/files/${sha256}/scans/${scanId}/logs`;
  for (const answer of [
    await api.get(`${path}/yara?format=text`),
    await api.get(`${path}/yara`, { headers: { accept: 'text/plain' } }),
    await api.get(`${path}?format=text`),
  ]) {
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const lines = (await answer.text()).trimEnd().split('\n');
    expect(lines.filter((line) => line.includes('forged'))).toEqual([
      expect.stringMatching(/^\S+ yara info one 2020-01-01T00:00:00Z clamav info forged line$/),
    ]);
  }
  expect((await api.get(`${path}?format=xml`)).status).toBe(400);
});
