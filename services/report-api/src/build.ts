import { createSecretKey } from 'node:crypto';
import { createGate, openSealer } from '@assay/auth';
import { connectRedis, redisLive, redisReportCopies } from '@assay/events';
import { openSampleStore } from '@assay/samples';
import { createCatalogue } from '@assay/scans';
import { openSearchReader } from '@assay/search';
import { awsClient, createMetrics, createOps, gateLimits, openLog, sealKey, tableOptions } from '@assay/service-kit';
import { openTable } from '@assay/table';
import type { Config } from './config.ts';
import { createApp, NAME } from './create-app.ts';

/** report-api with the clients that its configuration names. Connects; does not listen. */
export async function build(config: Config) {
  const logger = openLog(NAME, config);
  const metrics = createMetrics(NAME);
  const aws = awsClient(config);
  const sealer = await openSealer(sealKey(config), aws);
  const redis = connectRedis(config.REDIS_URL, logger);
  const copies = redisReportCopies(redis, logger);
  const table = openTable(tableOptions(config), copies.forget);
  const gate = createGate({ redis, table, sealer, limits: gateLimits(config) });
  const live = redisLive(redis, { logger });
  const search = config.SEARCH_URL === undefined ? null : openSearchReader(config.SEARCH_URL);
  const now = () => new Date();
  const catalogue = createCatalogue(table, now);
  const app = await createApp({
    table,
    samples: openSampleStore(config.SAMPLES_URL, { s3: aws }),
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
    name: NAME,
    registry: metrics.registry,
    checks: [
      { name: 'redis', shared: true, check: () => redis.ping() },
      { name: 'table', shared: true, check: () => catalogue.engines() },
    ],
  });
  const close = [
    () => live.close(),
    () => gate.close(),
    () => search?.close(),
    () => redis.disconnect(),
    () => table.client.destroy(),
  ];
  return { app, ops, logger, close };
}
