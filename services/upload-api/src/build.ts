import { createSecretKey } from 'node:crypto';
import { createGate, openSealer } from '@assay/auth';
import { connectRedis, redisLive, redisReportCopies, snsScanTopic } from '@assay/events';
import { openSampleStore } from '@assay/samples';
import { createCatalogue, createShare, DEFAULT_LIMITS } from '@assay/scans';
import { awsClient, createMetrics, createOps, gateLimits, openLog, sealKey, tableOptions } from '@assay/service-kit';
import { openTable } from '@assay/table';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Config } from './config.ts';
import { createApp, NAME } from './create-app.ts';
import { DEFAULT_UPLOAD_LIMITS } from './upload-limits.ts';

/** A topic that hangs must not hold the upload: it is accepted already, and is published as soon as the topic answers. */
const TOPIC_PATIENCE = { maxAttempts: 2, requestHandler: { connectionTimeout: 2000, requestTimeout: 5000 } };

/** upload-api with the clients that its configuration names. Connects; does not listen. */
export async function build(config: Config) {
  const logger = openLog(NAME, config);
  const metrics = createMetrics(NAME);
  const aws = awsClient(config);
  const sealer = await openSealer(sealKey(config), aws);
  const sns = new SNSClient({ ...aws, ...TOPIC_PATIENCE });
  const redis = connectRedis(config.REDIS_URL, logger);
  const table = openTable(tableOptions(config), redisReportCopies(redis, logger).forget);
  const gate = createGate({ redis, table, sealer, limits: gateLimits(config) });
  const live = redisLive(redis, { logger });
  const samples = openSampleStore(config.SAMPLES_URL, { s3: aws });
  const now = () => new Date();
  const key = createSecretKey(config.TICKET_KEY, 'hex');
  const scans = {
    table,
    samples,
    topic: snsScanTopic(sns, config.TOPIC_ARN),
    live,
    catalogue: createCatalogue(table, now),
    share: createShare(table, DEFAULT_LIMITS.shareScans),
    ticketKey: key,
    limits: DEFAULT_LIMITS,
    logger,
    now,
  };
  const app = await createApp({
    scans,
    samples,
    gate,
    redis,
    urlKey: key,
    logger,
    metrics,
    publicUrl: config.PUBLIC_URL,
    trustProxy: config.TRUST_PROXY,
    limits: {
      maxFileBytes: config.MAX_FILE_BYTES,
      maxDirectBytes: config.MAX_DIRECT_BYTES ?? DEFAULT_UPLOAD_LIMITS.maxDirectBytes,
      maxUploads: config.MAX_UPLOADS,
      memoryBudgetBytes: config.UPLOAD_MEMORY_BYTES,
      silenceMs: config.SILENCE_MS,
    },
  });
  const ops = createOps({
    name: NAME,
    registry: metrics.registry,
    checks: [
      { name: 'redis', shared: true, check: () => redis.ping() },
      { name: 'table', shared: true, check: () => scans.catalogue.engines() },
    ],
  });
  const close = [
    () => live.close(),
    () => gate.close(),
    () => redis.disconnect(),
    () => sns.destroy(),
    () => table.client.destroy(),
  ];
  return { app, ops, logger, close };
}
