import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { INGEST } from '@assay/contracts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { handleMessage } from '../src/scan/handle-message.ts';
import { type EngineHost, startEngineHost } from './engine-host.ts';
import { going } from './fixtures.ts';
import { CLAIM, delivery, type Handling, inHalfAMinute, startHandling } from './handling.ts';
import { type IngestServer, refusal, startIngestServer } from './ingest-server.ts';

let host: EngineHost;
let server: IngestServer;
let handling: Handling;
beforeAll(async () => {
  host = await startEngineHost([{ id: 'first' }, { id: 'second' }]);
});
afterAll(() => host.stop());
beforeEach(async () => {
  server = await startIngestServer();
  handling = await startHandling(server, { address: host.socket, samples: host.samples });
});
afterEach(async () => {
  await handling.close();
  await server.close();
});

const PRINTS = Buffer.from('prints');
const logsSay = (text: string) => (at: IngestServer) =>
  at.bodies(INGEST.logs).some((batch) => batch.lines.some((line) => line.message.includes(text)));

it('claims with the engines that are up, and who it is', async () => {
  await handleMessage(handling.options, 'normal', await handling.scan(PRINTS, ['first']), going, delivery);
  const [claim] = server.bodies(INGEST.claims);
  expect(claim?.engines.map((engine) => engine.id).sort()).toEqual(['first', 'second']);
  expect(claim).toMatchObject({ pool: 'linux', worker: 'worker', boot: handling.options.boot });
});

it('a message of which nothing is left is done', async () => {
  const message = await handling.scan(PRINTS, []);
  server.answer(INGEST.claims, null);
  await expect(handleMessage(handling.options, 'normal', message, going, delivery)).resolves.toBe('done');
  expect(server.bodies(INGEST.results)).toEqual([]);
});

it('a scan that another worker has comes back after its lease', async () => {
  const message = await handling.scan(PRINTS, []);
  server.answer(INGEST.claims, () => ({ status: 200, body: { status: 'leased', until: inHalfAMinute() } }));
  const handled = await handleMessage(handling.options, 'normal', message, going, delivery);
  expect(handled).toEqual({ retryAfterS: expect.any(Number) });
  const { retryAfterS } = handled as { retryAfterS: number };
  expect(retryAfterS).toBeGreaterThan(25);
  expect(retryAfterS).toBeLessThanOrEqual(32);
});

it('a claim that is refused keeps the message', async () => {
  const message = await handling.scan(PRINTS, []);
  server.answer(INGEST.claims, () => refusal(403, 'not our ticket'));
  await expect(handleMessage(handling.options, 'normal', message, going, delivery)).resolves.toBe('retry-later');
});

it.each([
  ['other bytes', Buffer.from('printz')],
  ['fewer bytes', Buffer.from('print')],
  ['more bytes', Buffer.from('prints!')],
])('with %s in the store every claimed engine fails and none is asked', async (_what, stored) => {
  const message = await handling.scan(PRINTS, ['first', 'second'], stored);
  await expect(handleMessage(handling.options, 'normal', message, going, delivery)).resolves.toBe('done');
  for (const engine of ['first', 'second']) {
    expect(handling.results()[engine]).toMatchObject({
      outcome: 'failure',
      verdict: null,
      message: expect.stringContaining('the sample could not be read'),
    });
  }
});

it('a store that does not answer for a moment costs nothing', async () => {
  let asked = 0;
  const store = createServer((_request, response) => {
    asked += 1;
    if (asked === 1) response.destroy();
    else if (asked === 2) response.writeHead(503).end();
    else response.end(PRINTS);
  });
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
  handling.link(() => `http://127.0.0.1:${(store.address() as AddressInfo).port}/object`);
  const message = await handling.scan(PRINTS, ['first']);
  await expect(handleMessage(handling.options, 'normal', message, going, delivery)).resolves.toBe('done');
  expect(handling.results().first).toMatchObject({ outcome: 'completed' });
  store.closeAllConnections();
  store.close();
});

it('a store that stays away is no fault of the sample: the scan is given back', async () => {
  await handling.close();
  handling = await startHandling(server, { address: host.socket, samples: host.samples }, { fetchMs: 1 });
  handling.link(() => 'http://127.0.0.1:9/nobody-listens-here');
  const message = await handling.scan(PRINTS, ['first']);
  await expect(handleMessage(handling.options, 'normal', message, going, delivery)).resolves.toBe('retry-later');
  expect(server.bodies(INGEST.results)).toEqual([]);
  expect(server.bodies(INGEST.releases)).toEqual([{ claim: CLAIM }]);
  expect(await handling.left()).toEqual([]);
});

it('a sample of no bytes is looked at like any other', async () => {
  // This engine knows no order without a name: what matters is that it was asked.
  const message = await handling.scan(Buffer.alloc(0), ['first']);
  await expect(handleMessage(handling.options, 'normal', message, going, delivery)).resolves.toBe('done');
  expect(handling.results().first).toMatchObject({ outcome: 'failure', message: expect.stringContaining('KeyError') });
});

it('a sample that is too large for an engine is unsupported', async () => {
  const message = await handling.scan(Buffer.alloc(1_000_001), ['first']);
  await handleMessage(handling.options, 'normal', message, going, delivery);
  expect(handling.results().first).toMatchObject({ outcome: 'unsupported', verdict: null });
});

it('results-ingest may be away at any moment: nothing is lost and nothing is done twice', async () => {
  const message = await handling.scan(PRINTS, ['first', 'second']);
  const failOnce = (path: typeof INGEST.claims | typeof INGEST.results, usual: () => unknown) => {
    let failed = false;
    server.answer(path, () => {
      if (failed) return { status: 200, body: usual() };
      failed = true;
      return 'cut';
    });
  };
  failOnce(INGEST.results, () => ({ recorded: true }));
  await expect(handleMessage(handling.options, 'normal', message, going, delivery)).resolves.toBe('done');
  expect(Object.keys(handling.results()).sort()).toEqual(['first', 'second']);
});

it('results-ingest that is killed while engines run is waited for', async () => {
  const message = await handling.scan(Buffer.from('hang 918101'), ['first']);
  const stop = new AbortController();
  const handled = handleMessage(handling.options, 'normal', message, stop.signal, delivery);
  await server.until(logsSay('before the end'));
  await server.down();
  await server.up();
  stop.abort(new Error('enough'));
  await expect(handled).resolves.toEqual({ retryAfterS: 0 });
  expect(server.bodies(INGEST.releases)).toEqual([{ claim: CLAIM }]);
  expect(await handling.left()).toEqual([]);
});

it('a lease that is lost ends the engines, posts nothing and keeps the message', async () => {
  const message = await handling.scan(Buffer.from('hang 918201'), ['first']);
  handling.leaseUntil(() => new Date().toISOString());
  server.answer(INGEST.renewals, async () => {
    await server.until(logsSay('before the end'));
    return { status: 200, body: { leaseUntil: null } };
  });
  await expect(handleMessage(handling.options, 'normal', message, going, delivery)).resolves.toBe('retry-later');
  expect(server.bodies(INGEST.results)).toEqual([]);
  expect(server.bodies(INGEST.releases)).toEqual([]);
  expect(await handling.left()).toEqual([]);
});

it('an engine host that is killed while engines run is waited for and the runs are repeated', async () => {
  const message = await handling.scan(Buffer.from('hang 918301'), ['first', 'second']);
  const stop = new AbortController();
  const handled = handleMessage(handling.options, 'normal', message, stop.signal, delivery);
  await server.until(logsSay('before the end'));
  await host.kill();
  host.start();
  await server.until(logsSay('it runs once more'));
  await server.until((at) => {
    const lines = at.bodies(INGEST.logs).flatMap((batch) => batch.lines);
    return lines.filter((line) => line.message === 'before the end').length >= 3;
  });
  stop.abort(new Error('enough'));
  await expect(handled).resolves.toEqual({ retryAfterS: 0 });
});
