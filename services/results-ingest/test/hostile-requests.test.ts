import { INGEST, MAX_RESULT_BYTES } from '@assay/contracts';
import { getScan, listEngines, listResults, userId } from '@assay/table';
import { TEST_ENGINES } from '@assay/test-backends';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { claimRequest, logLine, type RunningIngest, resultPost, startIngest } from './start-ingest.ts';

let running: RunningIngest;
let upload: Awaited<ReturnType<RunningIngest['upload']>>;
let claim: string;
beforeAll(async () => {
  running = await startIngest();
});
afterAll(() => running.stop());
beforeEach(async () => {
  upload = await running.upload();
  ({ claim } = await running.claim(upload.message, { engines: claimRequest(upload.message).engines.slice(0, 2) }));
});

/** Sends it, and checks that it was refused in the error form and that nothing changed. */
async function refused(status: number, path: string, body: unknown, as = {}): Promise<string> {
  const { table } = running.backends.table;
  const state = async () => [
    await getScan(table, userId(upload.user), upload.sha256, upload.scanId),
    await listResults(table, userId(upload.user), upload.sha256, upload.scanId),
    await listEngines(table),
  ];
  const before = await state();
  const answer = await running.send(path, body, as);
  expect(answer).toMatchObject({ status, body: { error: { code: expect.any(String), message: expect.any(String) } } });
  expect(answer.body.error.message.length).toBeLessThan(500);
  expect(await state()).toEqual(before);
  return answer.body.error.message;
}

it.each(Object.values(INGEST))('%s asks for a token of a pool', async (path) => {
  const method = path === INGEST.catalogue ? 'PUT' : 'POST';
  for (const token of [null, '', 'x', `${running.tokens.linux}x`]) await refused(401, path, {}, { method, token });
});

it.each(Object.values(INGEST))('%s refuses what is not in its form', async (path) => {
  const method = path === INGEST.catalogue ? 'PUT' : 'POST';
  const bodies = ['', '{', 'null', '[]', '7', '"x"', '{"claim":7}', '{"claim":{}}', '{"__proto__":{}}', '{"x":NaN}'];
  for (const body of bodies) await refused(400, path, body, { method });
  await refused(400, path, new Uint8Array([0xff, 0xfe]), { method });
  await refused(400, path, 'a=b', { method, type: 'application/x-www-form-urlencoded' });
});

it('a claim is good only with the token of its pool', async () => {
  const as = { token: running.tokens.windows };
  await refused(403, INGEST.results, resultPost(claim, 'clamav'), as);
  await refused(403, INGEST.logs, { claim, lines: [logLine('clamav')] }, as);
  await refused(403, INGEST.renewals, { claim }, as);
  await refused(403, INGEST.releases, { claim }, as);
  await refused(403, INGEST.claims, claimRequest(upload.message), as);
});

it('nobody reports the engines of another pool', async () => {
  await refused(403, INGEST.catalogue, { pool: 'windows', worker: 'w', engines: [] }, { method: 'PUT' });
});

it('a claim that was made up, changed or cut is refused', async () => {
  const [body = '', signature = ''] = claim.split('.');
  const other = Buffer.from(body, 'base64url').toString('utf8').replace('linux', 'mac');
  const forged = [
    'x',
    '.',
    `${body}.`,
    `.${signature}`,
    `${body}.${signature.slice(1)}`,
    `${Buffer.from(other).toString('base64url')}.${signature}`,
  ];
  for (const bad of forged) {
    await refused(403, INGEST.results, resultPost(bad, 'clamav'));
    await refused(403, INGEST.renewals, { claim: bad });
    await refused(403, INGEST.releases, { claim: bad });
  }
  await refused(400, INGEST.renewals, { claim: 'x'.repeat(1025) });
});

it('a ticket that was made up is refused', async () => {
  await refused(403, INGEST.claims, claimRequest(upload.message, { ticket: '0'.repeat(64) }));
  const { scan } = claimRequest(upload.message);
  await refused(403, INGEST.claims, claimRequest(upload.message, { scan: { ...scan, user: 'somebody-else' } }));
});

it('a result of an engine that was not claimed is refused', async () => {
  await refused(403, INGEST.results, resultPost(claim, 'yara'));
  await refused(403, INGEST.results, resultPost(claim, 'uninstalled'));
  await refused(403, INGEST.logs, { claim, lines: [logLine('yara')] });
});

it('a result that contradicts itself is refused', async () => {
  const wrong = [
    { outcome: 'failure' as const, verdict: 'undetected' as const },
    { outcome: 'timeout' as const, verdict: null, label: 'EICAR' },
    { verdict: 'malicious' as const, label: null },
    { verdict: null },
    { versions: null },
    { log: [logLine('yara')] },
  ];
  for (const change of wrong) await refused(400, INGEST.results, resultPost(claim, 'clamav', change));
});

it('an attribute with a name that every object has is refused', async () => {
  const text = JSON.stringify(resultPost(claim, 'clamav', { attributes: { name: 1 } }));
  for (const name of ['constructor', '__proto__']) {
    await refused(400, INGEST.results, text.replace('"attributes":{"name"', `"attributes":{"${name}"`));
  }
});

it('half a surrogate pair and numbers beyond all bounds are refused', async () => {
  const text = JSON.stringify(resultPost(claim, 'clamav', { message: 'MESSAGE' }));
  await refused(400, INGEST.results, text.replace('MESSAGE', '\\ud800'));
  await refused(400, INGEST.results, text.replace('"durationMs":1', '"durationMs":1e999'));
  await refused(400, INGEST.results, text.replace('"durationMs":1', '"durationMs":-1'));
});

it('a body beyond the bound is refused before it is read to its end', async () => {
  await refused(413, INGEST.results, `"${'x'.repeat(MAX_RESULT_BYTES)}"`);
  await refused(413, INGEST.renewals, `"${'x'.repeat(10_000)}"`);
});

it('a path that is none is not found, in the error form', async () => {
  await refused(404, '/internal/v1/nothing', {});
});

it('after all that the service goes on', async () => {
  for (const { id } of TEST_ENGINES.slice(0, 2)) {
    expect((await running.send(INGEST.results, resultPost(claim, id))).status).toBe(200);
  }
});
