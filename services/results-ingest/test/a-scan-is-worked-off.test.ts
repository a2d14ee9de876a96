import { INGEST } from '@assay/contracts';
import { getFile, getScan, listEngines, listResults, userId } from '@assay/table';
import { hostedEngine } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logLine, type RunningIngest, resultPost, startIngest } from './start-ingest.ts';

let running: RunningIngest;
beforeAll(async () => {
  running = await startIngest();
});
afterAll(() => running.stop());

const scanOf = ({ user, sha256, scanId }: { user: string; sha256: string; scanId: string }) =>
  getScan(running.backends.table.table, userId(user), sha256, scanId);
const ENGINES = ['clamav', 'filetype', 'yara'];

it('is claimed, logged, answered, and closed before the last answer is acknowledged', async () => {
  const upload = await running.upload();
  const claimed = await running.claim(upload.message);
  expect(claimed).toMatchObject({ status: 'claimed', engines: ENGINES, sample: { size: 32 } });
  const logs = { claim: claimed.claim, lines: ENGINES.map((engine) => logLine(engine)) };
  expect((await running.send(INGEST.logs, logs)).status).toBe(204);
  for (const engine of ENGINES) {
    const detects = engine === 'yara' ? { verdict: 'malicious' as const, label: 'test' } : {};
    const answer = await running.send(INGEST.results, resultPost(claimed.claim, engine, detects));
    expect(answer).toEqual({ status: 200, body: { recorded: true } });
  }
  expect(await scanOf(upload)).toMatchObject({ Status: 'complete', Verdict: 'malicious' });
  const file = await getFile(running.backends.table.table, userId(upload.user), upload.sha256);
  expect(file).toMatchObject({ Verdict: 'malicious', LastScan: upload.scanId, OpenScans: {} });
  expect(await running.metric('assay_scans_total', { status: 'complete', verdict: 'malicious' })).toBe(1);
});

it('who watches sees the rest of a log before the answer, and no line twice', async () => {
  const upload = await running.upload();
  const { claim } = await running.claim(upload.message);
  const log = [1, 2, 3].map((seq) => logLine('yara', seq));
  await running.send(INGEST.logs, { claim, lines: log.slice(0, 1) });
  const post = resultPost(claim, 'yara', { log, streamed: 1 });
  await running.send(INGEST.results, post);
  await running.send(INGEST.results, post);
  const stop = new AbortController();
  const seen: Array<number | string> = [];
  for await (const { event } of running.backends.live.followScan(upload.scanId, null, stop.signal)) {
    if (event.type === 'log') seen.push(event.line.seq);
    if (event.type === 'engine' && event.outcome !== null) {
      seen.push(event.outcome);
      break;
    }
  }
  stop.abort();
  expect(seen).toEqual([1, 2, 3, 'completed']);
  expect(await running.backends.live.lines(upload.scanId)).toHaveLength(3);
});

it('a result that is posted twice is recorded once, and the first one stands', async () => {
  const upload = await running.upload();
  const { claim } = await running.claim(upload.message);
  const first = resultPost(claim, 'yara', { verdict: 'malicious', label: 'first' });
  expect((await running.send(INGEST.results, first)).body).toEqual({ recorded: true });
  expect((await running.send(INGEST.results, first)).body).toEqual({ recorded: false });
  expect((await running.send(INGEST.results, resultPost(claim, 'yara'))).body).toEqual({ recorded: false });
  const results = await listResults(running.backends.table.table, userId(upload.user), upload.sha256, upload.scanId);
  expect(results).toMatchObject([{ Engine: 'yara', Label: 'first' }]);
});

it('a second delivery is leased, and gone when the scan is complete', async () => {
  const upload = await running.upload();
  const { claim } = await running.claim(upload.message);
  expect(await running.claim(upload.message, { worker: 'another' })).toMatchObject({ status: 'leased' });
  for (const engine of ENGINES) await running.send(INGEST.results, resultPost(claim, engine));
  expect(await running.claim(upload.message, { worker: 'another' })).toEqual({ status: 'gone' });
});

it('a claim that is given back can be claimed at once', async () => {
  const upload = await running.upload();
  const { claim } = await running.claim(upload.message);
  expect((await running.send(INGEST.releases, { claim })).status).toBe(204);
  expect(await running.claim(upload.message, { worker: 'another' })).toMatchObject({ status: 'claimed' });
  expect((await running.send(INGEST.renewals, { claim })).body).toEqual({ leaseUntil: null });
});

it('a lease is renewed', async () => {
  const upload = await running.upload();
  const { claim } = await running.claim(upload.message);
  expect((await running.send(INGEST.renewals, { claim })).body).toEqual({ leaseUntil: expect.any(String) });
});

it('an engine that the worker does not have ends as unavailable at once', async () => {
  const upload = await running.upload();
  const { claim, engines } = (await running.claim(upload.message, {
    engines: [],
  })) as { claim: string; engines?: string[] };
  expect(claim).toBeUndefined();
  expect(engines).toBeUndefined();
  expect(await scanOf(upload)).toMatchObject({ Status: 'complete', Verdict: 'unknown' });
});

it('a new engine becomes known, and one that is not reported any more stays', async () => {
  const engine = hostedEngine({ id: 'newcomer', name: 'Newcomer', kind: 'rules' });
  const report = (engines: unknown[]) =>
    running.send(
      INGEST.catalogue,
      { pool: 'windows', worker: 'w', engines },
      { method: 'PUT', token: running.tokens.windows },
    );
  expect((await report([engine])).status).toBe(204);
  expect((await report([])).status).toBe(204);
  const known = await listEngines(running.backends.table.table);
  expect(known.filter(({ Pool }) => Pool === 'windows')).toMatchObject([{ Engine: 'newcomer', Enabled: true }]);
});
