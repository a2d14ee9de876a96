import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { INGEST, type Lane, type ScanMessage } from '@assay/contracts';
import { snsScanTopic } from '@assay/events';
import { createLogger, createMetrics } from '@assay/service-kit';
import { startFauxqs, type TestQueues } from '@assay/test-backends';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createWorker, type Worker, type WorkerOptions } from '../src/index.ts';
import { type EngineHost, startEngineHost } from './engine-host.ts';
import { type IngestServer, startIngestServer } from './ingest-server.ts';

/** The worker as it runs, between real queues, a real engine host and the contract of results-ingest. */
let host: EngineHost;
let queues: TestQueues;
let server: IngestServer;
let store: string;
const workers: Worker[] = [];

beforeAll(async () => {
  host = await startEngineHost([{ id: 'first' }, { id: 'second' }]);
});
afterAll(() => host.stop());
beforeEach(async () => {
  queues = await startFauxqs(['linux']);
  server = await startIngestServer();
  store = await mkdtemp(join(tmpdir(), 'assay-store-'));
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await Promise.all([queues.stop(), server.close(), rm(store, { recursive: true, force: true })]);
});

function makeWorker(change: Partial<WorkerOptions> = {}): Worker {
  const worker = createWorker({
    pool: 'linux',
    worker: 'worker',
    sqs: queues.sqs,
    queues: urls(),
    ingestUrl: server.url,
    poolToken: server.token,
    hostAddress: host.socket,
    scratchFolder: host.samples,
    pollWaitS: 1,
    drainMs: 60_000,
    logger: createLogger({ name: 'scan-worker', level: 'silent' }),
    metrics: createMetrics('scan-worker'),
    ...change,
  });
  workers.push(worker);
  return worker;
}
const urls = () => queues.queues.linux as { normal: string; bulk: string; dead: string };

/** Publishes a scan whose sample gives this order; claims of it are answered with engine `first`. */
async function publish(order: string, lane: Lane = 'normal'): Promise<ScanMessage> {
  const bytes = Buffer.from(order);
  const hash = (name: string) => createHash(name).update(bytes).digest('hex');
  const scan = { scanId: `1732444800${randomDigits()}`, sha256: hash('sha256'), size: bytes.length };
  await writeFile(join(store, scan.sha256), bytes);
  sizes.set(scan.sha256, scan.size);
  const message = {
    user: 'alice',
    md5: hash('md5'),
    pools: { linux: lane },
    scan: { ...scan, ticket: '0'.repeat(64) },
  };
  await snsScanTopic(queues.sns, queues.topicArn).publish(message);
  return message;
}
const randomDigits = () => String(randomBytes(6).readUIntBE(0, 6)).padStart(10, '0').slice(-10);

beforeEach(() => {
  const answered = new Set<string>();
  server.answer(INGEST.claims, ({ scan, engines }) => {
    if (engines.length === 0 || answered.has(scan.scanId)) return { status: 200, body: { status: 'gone' } };
    const url = pathToFileURL(join(store, scan.sha256)).href;
    const leaseUntil = new Date(Date.now() + 30_000).toISOString();
    answered.add(scan.scanId);
    const sample = { url, size: sizes.get(scan.sha256) ?? 0 };
    return { status: 200, body: { status: 'claimed', claim: scan.scanId, leaseUntil, engines: ['first'], sample } };
  });
});
const sizes = new Map<string, number>();

const results = (count: number) => server.until((at) => at.bodies(INGEST.results).length >= count);
const claims = (count: number) => server.until((at) => at.bodies(INGEST.claims).length >= count);

async function take(queue: string, waitS: number) {
  const command = new ReceiveMessageCommand({ QueueUrl: queue, WaitTimeSeconds: waitS });
  return (await queues.sqs.send(command)).Messages?.[0];
}

it('works off both lanes, and the messages are gone', async () => {
  await makeWorker().start();
  const normal = await publish('prints');
  const bulk = await publish('flood 3', 'bulk');
  await results(2);
  expect(
    server
      .bodies(INGEST.results)
      .map(({ claim }) => claim)
      .sort(),
  ).toEqual([normal.scan.scanId, bulk.scan.scanId].sort());
  await workers[0]?.stop();
  expect(await take(urls().normal, 1)).toBeUndefined();
  expect(await take(urls().bulk, 1)).toBeUndefined();
  expect(await readdir(host.samples)).toEqual([]);
});

it('a message that is delivered twice is run once', async () => {
  await makeWorker().start();
  const message = await publish('prints');
  await results(1);
  await snsScanTopic(queues.sns, queues.topicArn).publish(message);
  await claims(2);
  await workers[0]?.stop();
  expect(server.bodies(INGEST.results)).toHaveLength(1);
});

it('a message that is rubbish is removed and the next one is worked off', async () => {
  await queues.sqs.send(new SendMessageCommand({ QueueUrl: urls().normal, MessageBody: '{"not":"ours"}' }));
  await makeWorker().start();
  await publish('prints');
  await results(1);
});

it('takes nothing before the engine host is there, and works off what waited when it is', async () => {
  await publish('prints');
  await host.kill();
  const worker = makeWorker();
  await worker.start();
  expect((await worker.ops.inject('/readyz')).statusCode).toBe(503);
  expect(await take(urls().normal, 5)).toBeDefined();
  host.start();
  await publish('flood 2');
  await results(1);
  expect((await worker.ops.inject('/readyz')).statusCode).toBe(200);
});

it('takes nothing while results-ingest does not know it', async () => {
  server.answer(INGEST.catalogue, () => ({ status: 401 }));
  const worker = makeWorker();
  await worker.start();
  await publish('prints');
  expect(await take(urls().normal, 5)).toBeDefined();
  expect(server.bodies(INGEST.claims)).toEqual([]);
});

it('reports its engines and whether they are up', async () => {
  await makeWorker().start();
  await server.until((at) =>
    at.bodies(INGEST.catalogue).some(({ engines }) => engines.length === 2 && engines.every((each) => each.available)),
  );
  expect(server.bodies(INGEST.catalogue).at(-1)).toMatchObject({ pool: 'linux', worker: 'worker' });
});

it('a stop lets a scan finish that can', async () => {
  const worker = makeWorker();
  await worker.start();
  await publish('flood 5');
  await claims(1);
  await worker.stop();
  expect(server.bodies(INGEST.results)).toHaveLength(1);
});

it('a stop gives back what does not finish in time, and another worker takes it', async () => {
  const worker = makeWorker({ drainMs: 1 });
  await worker.start();
  const message = await publish('hang 918401');
  await server.until((at) => at.bodies(INGEST.logs).length > 0);
  await worker.stop();
  expect(server.bodies(INGEST.releases)).toEqual([{ claim: message.scan.scanId }]);
  expect(server.bodies(INGEST.results)).toEqual([]);
  expect((await take(urls().normal, 10))?.Body).toBe(`alice:${message.md5}`);
  expect(await readdir(host.samples)).toEqual([]);
});

it('works on after the queue was away', async () => {
  // A poll that is broken off may take a message with it, which is then hidden for so long.
  await makeWorker({ visibilityS: 3 }).start();
  await publish('prints');
  await results(1);
  queues.gate.cut();
  queues.gate.mend();
  await publish('flood 2');
  await results(2);
});

it('shows what it did as metrics', async () => {
  const worker = makeWorker();
  await worker.start();
  await publish('prints');
  await results(1);
  await workers[0]?.stop();
  const { body } = await worker.ops.inject('/metrics');
  expect(body).toMatch(/assay_engine_runs_total\{engine="first",outcome="completed",service="scan-worker"\} 1/);
  expect(body).toMatch(/assay_scan_messages_total\{lane="normal",end="done",service="scan-worker"\} 1/);
  expect(body).toMatch(/assay_queue_wait_seconds_count\{service="scan-worker",lane="normal"\} 1/);
});
