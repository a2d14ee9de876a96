import { rescan } from '@assay/scans';
import { playScan } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answer, type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

it('is a bare array, newest first, with an end and with pages', async () => {
  const { sha256, scanId } = await api.upload('scanned often');
  await playScan(api.backends);
  const ids = [scanId];
  const { userName: user, userId, token } = api.account;
  for (let again = 0; again < 4; again += 1) {
    ids.unshift((await rescan(api.backends.scans, { user, userId, sha256, token })).scanId);
    if (again < 3) await playScan(api.backends);
  }
  const all = await api.json(`/api/v1/files/${sha256}/scans/`);
  expect(all.map((scan: { scanid: string }) => scan.scanid)).toEqual(ids);
  expect(all[0]).toEqual({ scanid: ids[0], timestamp: expect.stringMatching(/^\d{4}-.*Z$/), status: 'queued' });
  expect(all[1].status).toBe('complete');

  const paged: string[] = [];
  let next: string | undefined = `${api.origin}/api/v1/files/${sha256}/scans?limit=2`;
  let pages = 0;
  while (next !== undefined) {
    const answer: Answer = await api.get(next.slice(api.origin.length));
    paged.push(...(await answer.json()).map((scan: { scanid: string }) => scan.scanid));
    next = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1];
    pages += 1;
    expect(pages).toBeLessThan(5);
  }
  expect(paged).toEqual(ids);
});

it('has one scan of a file that was scanned once, and no link onwards', async () => {
  const { sha256 } = await api.upload('scanned once');
  const answer = await api.get(`/api/v3/files/${sha256}/scans?limit=1`);
  expect(await answer.json()).toHaveLength(1);
  expect(answer.headers.get('link')).toBeNull();
});
