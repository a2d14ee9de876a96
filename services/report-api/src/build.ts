import { createSecretKey } from 'node:crypto';
import { createGate, openSealer } from '@assay/auth';
import { connectRedis, redisLive, redisReportCopies } from '@assay/events';
import { openSampleStore } from '@assay/samples';
import { createCatalogue } from '@assay/scans';
import { openSearchReader } from '@assay/search';
import {
  createLogger,
  createMetrics,
  createOps,
  gateLimits,
  type Logger,
  type Metrics,
  sealKey,
} from '@assay/service-kit';
import { openTable } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import type { Config } from './config.ts';
import { createApp } from './create-app.ts';

export interface Built {
  readonly app: FastifyInstance;
  readonly ops: FastifyInstance;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Closes the clients; after `app` has closed. */
  close(): Promise<void>;
}

/** report-api with the clients that its configuration names. Connects; does not listen. */
export async function build(config: Config): Promise<Built> {
  const logger = createLogger({ name: 'report-api', level: config.LOG_LEVEL, pretty: config.LOG_FORMAT === 'pretty' });
  const metrics = createMetrics('report-api');
  const s3 = {
    region: config.AWS_REGION,
    ...(config.AWS_ENDPOINT_URL === undefined ? {} : { endpoint: config.AWS_ENDPOINT_URL }),
  };
  const samples = openSampleStore(config.SAMPLES_URL, { s3 });
  const redis = connectRedis(config.REDIS_URL);
  redis.on('error', (err: Error) => logger.warn({ err }, 'redis does not answer'));
  const copies = redisReportCopies(redis, logger);
  const table = openTable(
    { region: config.AWS_REGION, name: config.TABLE_NAME, endpoint: config.TABLE_ENDPOINT },
    copies.forget,
  );
  const live = redisLive(redis, { logger });
  const now = () => new Date();
  const catalogue = createCatalogue(table, now);
  const gate = createGate({ redis, table, sealer: await openSealer(sealKey(config), s3), limits: gateLimits(config) });
  const search = config.SEARCH_URL === undefined ? null : openSearchReader(config.SEARCH_URL);
  const app = await createApp({
    table,
    samples,
    live,
    catalogue,
    copies,
    search,
    gate,
    cursorKey: createSecretKey(config.CURSOR_KEY, 'hex'),
    redis,
    logger,
    metrics,
    publicUrl: config.PUBLIC_URL,
    trustProxy: config.TRUST_PROXY,
    limits: {
      streamsPerUser: config.STREAMS_PER_USER,
      heartbeatMs: config.HEARTBEAT_MS,
      waitsPerUser: config.WAITS_PER_USER,
      maxZipBytes: config.MAX_ZIP_BYTES,
    },
    now,
  });
  const ops = createOps({
    name: 'report-api',
    registry: metrics.registry,
    checks: [
      { name: 'redis', shared: true, check: () => redis.ping() },
      { name: 'table', shared: true, check: () => catalogue.engines() },
    ],
  });
  return {
    app,
    ops,
    logger,
    metrics,
    async close() {
      await live.close();
      await gate.close();
      await search?.close();
      redis.disconnect();
      table.client.destroy();
    },
  };
}
