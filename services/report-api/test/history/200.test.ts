import { History, type HistoryEntry } from '@assay/contracts';
import { playScan } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
let sha256: string;
beforeAll(async () => {
  api = await startReportApi();
  const { backends } = api;
  const first = await api.upload('with a past', 'first.exe');
  sha256 = first.sha256;
  await api.upload('with a past', 'joined.exe');
  await playScan(backends, { clamav: { verdict: 'malicious', label: 'Bad' } });
  await api.rescan(sha256);
  await playScan(backends);
  await api.upload('with a past', 'last.exe');
});
afterAll(() => api?.stop());

const short = (entry: HistoryEntry) =>
  entry.type === 'scan' ? `scan ${entry.by} ${entry.status} ${entry.verdict}` : `submission ${entry.name}`;

it('tells submissions and scans in the order of time, who and what began them', async () => {
  const { data, meta } = History.parse(await api.json(`/api/v1/files/${sha256}/history`));
  expect(data.map(short)).toEqual([
    'scan upload queued null',
    'submission last.exe',
    'scan reanalysis complete undetected',
    'submission joined.exe',
    'scan upload complete malicious',
    'submission first.exe',
  ]);
  for (const entry of data) expect(entry).toMatchObject({ who: api.account.userName, key: api.account.token });
  const [first, joined] = [data.at(-1), data.at(-3)];
  expect(joined).toMatchObject({ scanid: (first as { scanid: string }).scanid, client: 'test' });
  expect(meta).toEqual({});
});

it.each([1, 2, 3, 4, 5, 6])('is the same in pages of %i', async (limit) => {
  const whole = (await api.json(`/api/v1/files/${sha256}/history`)).data;
  const found: HistoryEntry[] = [];
  let next: string | undefined = `${api.origin}/api/v1/files/${sha256}/history?limit=${limit}`;
  while (next !== undefined) {
    const page: ReturnType<typeof History.parse> = History.parse(await api.json(next.slice(api.origin.length)));
    expect(page.links.self).toBe(next);
    expect(page.data.length).toBeGreaterThan(0);
    found.push(...page.data);
    next = page.links.next;
  }
  expect(found).toEqual(whole);
});
