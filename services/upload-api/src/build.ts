import { createSecretKey } from 'node:crypto';
import { createGate, openSealer } from '@assay/auth';
import { connectRedis, redisLive, redisReportCopies, snsScanTopic } from '@assay/events';
import { openSampleStore } from '@assay/samples';
import { createCatalogue, createShare, DEFAULT_LIMITS } from '@assay/scans';
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
import { SNSClient } from '@aws-sdk/client-sns';
import type { FastifyInstance } from 'fastify';
import type { Config } from './config.ts';
import { createApp } from './create-app.ts';
import { DEFAULT_UPLOAD_LIMITS } from './upload-limits.ts';

export interface Built {
  readonly app: FastifyInstance;
  readonly ops: FastifyInstance;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Closes the clients; after `app` has closed. */
  close(): Promise<void>;
}

/** upload-api with the clients that its configuration names. Connects; does not listen. */
export async function build(config: Config): Promise<Built> {
  const logger = createLogger({ name: 'upload-api', level: config.LOG_LEVEL, pretty: config.LOG_FORMAT === 'pretty' });
  const metrics = createMetrics('upload-api');
  const aws = {
    region: config.AWS_REGION,
    ...(config.AWS_ENDPOINT_URL === undefined ? {} : { endpoint: config.AWS_ENDPOINT_URL }),
  };
  const samples = openSampleStore(config.SAMPLES_URL, { s3: aws });
  // A topic that hangs must not hold the upload: it is accepted already, and is published as soon as the topic answers.
  const sns = new SNSClient({
    ...aws,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 2000, requestTimeout: 5000 },
  });
  const redis = connectRedis(config.REDIS_URL);
  redis.on('error', (err: Error) => logger.warn({ err }, 'redis does not answer'));
  const { forget } = redisReportCopies(redis, logger);
  const table = openTable(
    { region: config.AWS_REGION, name: config.TABLE_NAME, endpoint: config.TABLE_ENDPOINT },
    forget,
  );
  const live = redisLive(redis, { logger });
  const now = () => new Date();
  const scans = {
    table,
    samples,
    topic: snsScanTopic(sns, config.TOPIC_ARN),
    live,
    catalogue: createCatalogue(table, now),
    share: createShare(table, DEFAULT_LIMITS.shareScans),
    ticketKey: createSecretKey(config.TICKET_KEY, 'hex'),
    limits: DEFAULT_LIMITS,
    logger,
    now,
  };
  const sealer = await openSealer(sealKey(config), aws);
  const gate = createGate({ redis, table, sealer, limits: gateLimits(config) });
  const app = await createApp({
    scans,
    samples,
    gate,
    redis,
    urlKey: createSecretKey(config.TICKET_KEY, 'hex'),
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
    name: 'upload-api',
    registry: metrics.registry,
    checks: [
      { name: 'redis', shared: true, check: () => redis.ping() },
      { name: 'table', shared: true, check: () => scans.catalogue.engines() },
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
      redis.disconnect();
      sns.destroy();
      table.client.destroy();
    },
  };
}
