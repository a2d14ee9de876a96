import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { INGEST, type ResultPost, type ScanMessage } from '@assay/contracts';
import { Registry } from 'prom-client';
import { Agent } from 'undici';
import { createHostClient } from '../src/host/host-client.ts';
import { createIngestClient } from '../src/ingest/ingest-client.ts';
import { createWorkerMetrics } from '../src/metrics.ts';
import { openScratch } from '../src/sample/scratch.ts';
import type { HandleOptions } from '../src/scan/handle-message.ts';
import { createLanes } from '../src/scan/lanes.ts';
import { silent } from './fixtures.ts';
import type { IngestServer } from './ingest-server.ts';

/** A worker without its queue: what `handleMessage` needs, on a real host and over real HTTP. */
export interface Handling {
  readonly options: HandleOptions;
  /** A message about a sample of these bytes; results-ingest will answer that these engines are claimed. */
  scan(bytes: Uint8Array, engines: readonly string[], stored?: Uint8Array): Promise<ScanMessage>;
  /** Changes the link of samples; a `file:` link to what was stored unless told. */
  link(to: (path: string) => string): void;
  /** Chooses when the leases of claims end; in half a minute unless told. */
  leaseUntil(until: () => string): void;
  /** What was posted of each engine. */
  results(): Record<string, ResultPost>;
  /** What is left in the scratch folder. */
  left(): Promise<string[]>;
  close(): Promise<void>;
}

export const CLAIM = 'claim-token';
export const inHalfAMinute = () => new Date(Date.now() + 30_000).toISOString();

export async function startHandling(
  server: IngestServer,
  host: { readonly address: string; readonly samples: string },
  change: Partial<HandleOptions> = {},
): Promise<Handling> {
  const store = await mkdtemp(join(tmpdir(), 'assay-store-'));
  const client = createHostClient({
    address: host.address,
    token: null,
    engineStartMs: 60_000,
    logger: silent,
    onEngines() {},
  });
  const ingest = createIngestClient({ url: server.url, token: server.token, connections: 8 });
  const dispatcher = new Agent();
  const options: HandleOptions = {
    pool: 'linux',
    worker: 'worker',
    boot: randomBytes(16).toString('hex'),
    lanes: createLanes(4),
    host: client,
    ingest,
    scratch: await openScratch(host.samples),
    dispatcher,
    metrics: createWorkerMetrics(new Registry()),
    logger: silent,
    graceMs: 5000,
    reconnectMs: 60_000,
    hostWaitMs: 60_000,
    fetchMs: 60_000,
    postMs: 60_000,
    now: () => new Date(),
    onAway() {},
    ...change,
  };
  client.start();
  let leaseUntil = inHalfAMinute;
  let link = (path: string) => pathToFileURL(path).href;
  return {
    link(to) {
      link = to;
    },
    leaseUntil(until) {
      leaseUntil = until;
    },
    options,
    async scan(bytes, engines, stored = bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const path = join(store, sha256);
      await writeFile(path, stored);
      server.answer(INGEST.claims, () => ({
        status: 200,
        body: {
          status: 'claimed',
          claim: CLAIM,
          leaseUntil: leaseUntil(),
          engines,
          sample: { url: link(path), size: bytes.length },
        },
      }));
      return {
        user: 'alice',
        md5: createHash('md5').update(bytes).digest('hex'),
        pools: { linux: 'normal' },
        scan: { scanId: '17324448000000000001', sha256, size: bytes.length, ticket: '0'.repeat(64) },
      };
    },
    results: () => Object.fromEntries(server.bodies(INGEST.results).map((post) => [post.engine, post])),
    left: () => readdir(host.samples),
    async close() {
      client.close();
      await Promise.all([ingest.close(), dispatcher.close()]);
      await rm(store, { recursive: true, force: true });
    },
  };
}

export const delivery = { messageId: 'm', receiveCount: 1, sentAt: new Date() };
