import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CallerGate, createGate, type Sealer } from '@assay/auth';
import { makeAccount, type TestAccount, testSealer } from '@assay/auth/testing';
import {
  connectRedis,
  type ReportCopies,
  redisLive,
  redisReportCopies,
  snsScanTopic,
  sqsQueueDepths,
} from '@assay/events';
import { openSampleStore, type SampleStore } from '@assay/samples';
import { createCatalogue, createShare, DEFAULT_LIMITS, type Scans } from '@assay/scans';
import { reportEngine } from '@assay/table';
import type { Redis } from 'ioredis';
import { hostedEngine, TEST_ENGINES } from './hosted-engine.ts';
import { startDynalite, type TestTable } from './start-dynalite.ts';
import { startFauxqs, type TestQueues } from './start-fauxqs.ts';
import { startRedis, type TestRedis } from './start-redis.ts';

/** Everything that a public service stands on, real and of our own, and put together as in production. */
export interface Backends {
  readonly table: TestTable;
  readonly queues: TestQueues;
  readonly redis: TestRedis;
  readonly client: Redis;
  /** Where the sample store keeps its files. */
  readonly folder: string;
  readonly samples: SampleStore;
  readonly scans: Scans;
  readonly live: ReturnType<typeof redisLive>;
  readonly copies: ReportCopies;
  readonly sealer: Sealer;
  readonly gate: CallerGate;
  /** A new user with one API key. */
  account(userName?: string): Promise<TestAccount>;
  /** Every file in the sample store, staging included. */
  stored(): Promise<string[]>;
  stop(): Promise<void>;
}

/** What code of this system logs with, saying nothing. */
export const SILENT = { info() {}, warn() {}, error() {} };

export async function startBackends(): Promise<Backends> {
  const [started, queues, redis] = await Promise.all([startDynalite(), startFauxqs(), startRedis()]);
  const folder = await mkdtemp(join(tmpdir(), 'assay-samples-'));
  const samples = openSampleStore(pathToFileURL(folder).href);
  const client = connectRedis(redis.url);
  // Tests cut Redis off on purpose; without a listener the client would print it.
  client.on('error', () => {});
  const copies = redisReportCopies(client, SILENT);
  const table: TestTable = { ...started, table: { ...started.table, fileChanged: copies.forget } };
  const live = redisLive(client, { logger: SILENT });
  const now = () => new Date();
  const sealer = await testSealer();
  const key = () => createSecretKey(randomBytes(32));
  for (const engine of TEST_ENGINES) await reportEngine(table.table, 'linux', hostedEngine(engine), now());
  const scans: Scans = {
    table: table.table,
    samples,
    topic: snsScanTopic(queues.sns, queues.topicArn),
    queues: sqsQueueDepths(
      queues.sqs,
      Object.fromEntries(Object.entries(queues.queues).map(([pool, { normal, bulk }]) => [pool, [normal, bulk]])),
    ),
    live,
    catalogue: createCatalogue(table.table, now),
    share: createShare(table.table, DEFAULT_LIMITS.shareScans),
    ticketKey: key(),
    claimKey: key(),
    search: null,
    completed: null,
    webhooks: null,
    limits: DEFAULT_LIMITS,
    logger: SILENT,
    now,
  };
  return {
    table,
    queues,
    redis,
    client,
    folder,
    samples,
    scans,
    live,
    copies,
    sealer,
    gate: createGate({ redis: client, table: table.table, sealer }),
    account: (userName = `user-${randomBytes(6).toString('hex')}`) =>
      makeAccount({ table: table.table, sealer }, { userName }),
    async stored() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    },
    async stop() {
      await live.close();
      client.disconnect();
      await Promise.all([table.stop(), queues.stop(), redis.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
