import type { PoolQueues } from '@assay/events';
import { boundedSearch, deliverySweep, giveUp, sweep, sweepFiles } from '@assay/scans';
import { createOps, createService, type Logger, type Metrics, type ReadinessCheck } from '@assay/service-kit';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { FastifyInstance } from 'fastify';
import { consumeDeadLetters } from './dead-letters.ts';
import { startDueLoop } from './due-loop.ts';
import { countLive, createIngestMetrics } from './metrics.ts';
import { createPoolTokens } from './pool-tokens.ts';
import { parseJson } from './read-body.ts';
import { appendLogsRoute } from './routes/append-logs.ts';
import { claimRoute } from './routes/claim.ts';
import { recordResultRoute } from './routes/record-result.ts';
import { releaseRoute } from './routes/release.ts';
import { renewRoute } from './routes/renew.ts';
import { reportEnginesRoute } from './routes/report-engines.ts';
import type { IngestScans } from './scans.ts';
import { startStagingSweep } from './staging-sweep.ts';

export const NAME = 'results-ingest';

export interface IngestOptions {
  readonly scans: IngestScans;
  /** Pool → the token that its workers send. */
  readonly poolTokens: Readonly<Record<string, string>>;
  readonly sqs: SQSClient;
  readonly queues: Readonly<Record<string, PoolQueues>>;
  readonly sweepIntervalMs: number;
  /** How long one poll for dead letters waits, in seconds; 5 unless told. */
  readonly pollWaitS?: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly checks?: readonly ReadinessCheck[];
}

export interface Ingest {
  readonly app: FastifyInstance;
  readonly ops: FastifyInstance;
  /** Begins what runs beside the requests: the loops over `Due`, the dead letters, the sweep of staging. */
  start(): void;
  /** Ends it; resolves when no pass is under way any more. */
  stop(): Promise<void>;
}

/** results-ingest on given parts; constructs no client and does not listen. */
export function createIngest(options: IngestOptions): Ingest {
  const { logger, sqs, queues } = options;
  const metrics = createIngestMetrics(options.metrics.registry);
  const { live, search } = options.scans;
  const scans: IngestScans = {
    ...options.scans,
    live: countLive(live, metrics),
    search: search === null ? null : boundedSearch(search),
  };
  const app = createService({ name: NAME, logger, metrics: options.metrics });
  const ops = createOps({ name: NAME, checks: options.checks ?? [], registry: options.metrics.registry });
  const tokens = createPoolTokens(options.poolTokens);

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => parseJson(body));
  app.decorateRequest('pool', '');
  // Before the body is read: whoever has no token sends no megabytes.
  app.addHook('onRequest', async (request) => {
    request.setDecorator('pool', tokens.poolOf(request.headers.authorization));
  });
  const routes = [reportEnginesRoute, claimRoute, renewRoute, releaseRoute, appendLogsRoute, recordResultRoute];
  for (const add of routes) add(app, { scans, metrics });

  let stops: Array<() => Promise<void>> = [];
  return {
    app,
    ops,
    start() {
      const due = startDueLoop({
        sweep: (limit) => sweep(scans, limit),
        intervalMs: options.sweepIntervalMs,
        logger,
        onPass(end, items) {
          metrics.sweeps.inc({ end });
          metrics.swept.inc(items);
        },
      });
      const files = startDueLoop({
        sweep: (limit) => sweepFiles(scans, limit),
        intervalMs: options.sweepIntervalMs,
        logger,
        onPass: (_end, items) => metrics.files.inc(items),
      });
      const webhooks = deliverySweep(scans);
      const deliveries = startDueLoop({
        sweep: webhooks.pass,
        intervalMs: options.sweepIntervalMs,
        logger,
        onPass: (_end, items) => metrics.deliveries.inc(items),
      });
      const letters = consumeDeadLetters({
        client: sqs,
        queues,
        ...(options.pollWaitS === undefined ? {} : { waitS: options.pollWaitS }),
        logger,
        giveUp: (message, pool, reason) => giveUp(scans, message, pool, reason),
        onDeadLetter: (pool) => metrics.deadLetters.inc({ pool }),
      });
      for (const consumer of letters) consumer.start();
      const staging = startStagingSweep({
        samples: scans.samples,
        now: scans.now,
        logger,
        onRemoved: (count) => metrics.staging.inc(count),
      });
      stops = [
        () => due.stop(),
        () => files.stop(),
        async () => {
          await deliveries.stop();
          await webhooks.settled();
        },
        () => staging.stop(),
        ...letters.map((consumer) => () => consumer.stop()),
      ];
    },
    async stop() {
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}
