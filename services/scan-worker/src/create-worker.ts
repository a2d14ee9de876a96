import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { HostedEngine, Lane } from '@assay/contracts';
import { consumeScans, type PoolQueues, type ScanConsumer } from '@assay/events';
import { createOps, type Logger, type Metrics } from '@assay/service-kit';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { FastifyInstance } from 'fastify';
import { Agent } from 'undici';
import { createHostClient } from './host/host-client.ts';
import { createIngestClient } from './ingest/ingest-client.ts';
import { createCatalogueReporter } from './ingest/report-catalogue.ts';
import { createWorkerMetrics } from './metrics.ts';
import { openScratch } from './sample/scratch.ts';
import { type HandleOptions, handleMessage } from './scan/handle-message.ts';
import { bulkShare, createLanes } from './scan/lanes.ts';

export const NAME = 'scan-worker';

export interface WorkerOptions {
  readonly pool: string;
  /** Stays the same when the worker is restarted. */
  readonly worker: string;
  readonly sqs: SQSClient;
  readonly queues: Pick<PoolQueues, 'normal' | 'bulk'>;
  readonly ingestUrl: string;
  readonly poolToken: string;
  /** Path of the engine host's socket, or `tcp://127.0.0.1:<port>` with a token. */
  readonly hostAddress: string;
  readonly hostToken?: string | undefined;
  readonly scratchFolder: string;
  /** Scans at once; two for each core, and four at least, unless told. */
  readonly slots?: number | undefined;
  readonly engineStartMs?: number | undefined;
  readonly pollWaitS?: number | undefined;
  readonly visibilityS?: number | undefined;
  readonly drainMs?: number | undefined;
  readonly heartbeatMs?: number | undefined;
  readonly reconnectMs?: number | undefined;
  readonly graceMs?: number | undefined;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface Worker {
  readonly ops: FastifyInstance;
  /** Begins to work; resolves when the scratch folder is ready. Messages are taken when the engines are. */
  start(): Promise<void>;
  /** Takes nothing new and lets what runs finish; what does not finish in time is given back. */
  stop(): Promise<void>;
}

/** scan-worker on given parts; does not begin to work. */
export function createWorker(options: WorkerOptions): Worker {
  const { pool, worker, logger } = options;
  const slots = options.slots ?? Math.max(2, availableParallelism()) * 2;
  const metrics = createWorkerMetrics(options.metrics.registry);
  const ingest = createIngestClient({ url: options.ingestUrl, token: options.poolToken, connections: slots * 4 + 4 });
  const dispatcher = new Agent({ connections: slots, headersTimeout: 30_000, bodyTimeout: 60_000 });
  const catalogue = createCatalogueReporter({
    ingest,
    pool,
    worker,
    heartbeatMs: options.heartbeatMs ?? 30_000,
    logger,
  });
  const host = createHostClient({
    address: options.hostAddress,
    token: options.hostToken ?? null,
    engineStartMs: options.engineStartMs ?? 120_000,
    logger,
    onEngines(engines) {
      showEngines(engines);
      catalogue.changed(engines);
    },
  });
  function showEngines(engines: readonly HostedEngine[] | null): void {
    metrics.hostUp.set(engines === null ? 0 : 1);
    metrics.engineUp.reset();
    for (const { id, available } of engines ?? []) metrics.engineUp.set({ engine: id }, available ? 1 : 0);
  }
  let consumers: ScanConsumer[] = [];
  let stopped: Promise<void> | null = null;

  /** Nothing is taken from the queue before results-ingest knows this worker and while the engines are not ready. */
  async function whenReady(signal: AbortSignal): Promise<void> {
    await catalogue.whenKnown(signal);
    await host.ready(signal);
  }

  function consume(lane: Lane, concurrency: number, handling: HandleOptions): ScanConsumer {
    const visibilityS = options.visibilityS ?? 30;
    return consumeScans({
      client: options.sqs,
      queueUrl: options.queues[lane],
      concurrency,
      visibilityS,
      heartbeatS: Math.max(1, Math.floor(visibilityS / 3)),
      ...(options.pollWaitS === undefined ? {} : { waitS: options.pollWaitS }),
      ...(options.drainMs === undefined ? {} : { drainMs: options.drainMs }),
      async beforePoll(signal) {
        await whenReady(signal);
        await handling.lanes.room(lane, signal);
      },
      handle: (message, signal, delivery) => handleMessage(handling, lane, message, signal, delivery),
      onRubbish: ({ messageId }) => logger.warn({ messageId, lane }, 'a message that is not a scan was removed'),
      logger,
    });
  }

  async function stop(): Promise<void> {
    await Promise.all(consumers.map((consumer) => consumer.stop()));
    catalogue.stop();
    host.close();
    await Promise.all([ingest.close(), dispatcher.close()]);
  }

  const ops = createOps({
    name: NAME,
    registry: options.metrics.registry,
    checks: [
      { name: 'engine-host', shared: false, check: async () => mustHold(host.isReady(), 'engines are not loaded') },
      // Once it was reached, its absence is everybody's.
      { name: 'known', shared: false, check: async () => mustHold(catalogue.known(), 'no report was taken yet') },
      { name: 'results-ingest', shared: true, check: async () => mustHold(catalogue.accepted(), 'it is away') },
    ],
  });

  return {
    ops,
    async start() {
      const scratch = await openScratch(options.scratchFolder);
      const handling: HandleOptions = {
        pool,
        worker,
        boot: randomBytes(16).toString('hex'),
        lanes: createLanes(slots),
        host,
        ingest,
        scratch,
        dispatcher,
        metrics,
        logger,
        graceMs: options.graceMs ?? 5000,
        reconnectMs: options.reconnectMs ?? 60_000,
        hostWaitMs: 60_000,
        fetchMs: 60_000,
        postMs: 15 * 60_000,
        now: () => new Date(),
        onAway(error) {
          metrics.ingestAway.inc();
          logger.warn({ err: error }, 'results-ingest is away; the request is repeated');
        },
      };
      host.start();
      consumers = [consume('normal', slots, handling), consume('bulk', bulkShare(slots), handling)];
      for (const consumer of consumers) consumer.start();
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

function mustHold(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
