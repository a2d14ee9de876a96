import { analysisId } from '@assay/contracts';
import { createScan, getScan, scanKey } from '@assay/table';
import { playScan } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
let sha256: string;
let md5: string;
let accepted: string[];
const unaccepted: string[] = [];
beforeAll(async () => {
  api = await startReportApi();
  const first = await api.upload('scanned twice', 'first.bin');
  ({ sha256, md5 } = first);
  await playScan(api.backends);
  const second = await api.rescan(sha256);
  await playScan(api.backends);
  accepted = [second.scanId, first.scanId];

  // Uploads that stopped between the scan and the file that accepts it, right after the last scan.
  const { table } = api.backends.scans;
  const uid = api.account.userId;
  const scan = await getScan(table, uid, sha256, second.scanId);
  if (scan === null) throw new Error('no scan');
  for (let n = 1n; n <= 5n; n += 1n) {
    const ScanID = String(BigInt(second.scanId) + n);
    await createScan(table, { ...scan, ...scanKey(uid, sha256, ScanID), ScanID, Status: 'queued' });
    unaccepted.push(ScanID);
  }
});
afterAll(() => api?.stop());

/** Every item of a list by its own links. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects to be there.
async function all(path: string): Promise<any[]> {
  const items = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const answer = await api.get(next);
    const body = await answer.json();
    items.push(...(body.data ?? body));
    const link = body.links?.next ?? /^<([^>]+)>/.exec(answer.headers.get('link') ?? '')?.[1];
    next = link?.slice(api.origin.length);
  }
  return items;
}

it('a scan that its upload was not accepted with is not found', async () => {
  for (const scanId of unaccepted) {
    expect((await api.get(`/api/v1/files/${sha256}/scans/${scanId}`)).status).toBe(404);
    expect((await api.get(`/api/v3/analyses/${analysisId(md5, scanId)}`)).status).toBe(404);
  }
});

it.each([1, 2, 40])('and stands in no list, nor hides an older one, in pages of %i', async (limit) => {
  const scans = await all(`/api/v1/files/${sha256}/scans?limit=${limit}`);
  expect(scans.map(({ scanid }) => scanid)).toEqual(accepted);
  const ids = accepted.map((scanId) => analysisId(md5, scanId));
  for (const form of ['analyses', 'relationships/analyses']) {
    const analyses = await all(`/api/v3/files/${sha256}/${form}?limit=${limit}`);
    expect(analyses.map(({ id }) => id)).toEqual(ids);
  }
  const history = await all(`/api/v1/files/${sha256}/history?limit=${limit}`);
  expect(history.filter(({ type }) => type === 'scan').map(({ id }) => id)).toEqual(accepted);
});
