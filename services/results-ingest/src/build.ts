import { createSecretKey } from 'node:crypto';
import {
  connectRedis,
  redisLive,
  redisReportCopies,
  snsCompletedTopic,
  snsScanTopic,
  sqsQueueDepths,
  webhookSender,
} from '@assay/events';
import { openSampleStore } from '@assay/samples';
import { createCatalogue, DEFAULT_LIMITS } from '@assay/scans';
import { openSearchIndex } from '@assay/search';
import { awsClient, createMetrics, openLog, tableOptions, webhookSettings } from '@assay/service-kit';
import { listEngines, openTable } from '@assay/table';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Config } from './config.ts';
import { createIngest, NAME } from './create-ingest.ts';
import type { IngestScans } from './scans.ts';

/** A topic that hangs must not hold up the pass over what is due. */
const TOPIC_PATIENCE = { maxAttempts: 2, requestHandler: { connectionTimeout: 2000, requestTimeout: 5000 } };

/** results-ingest with the clients that its configuration names. Connects; does not listen. */
export function build(config: Config) {
  const logger = openLog(NAME, config);
  const aws = awsClient(config);
  const sns = new SNSClient({ ...aws, ...TOPIC_PATIENCE });
  const sqs = new SQSClient(aws);
  const redis = connectRedis(config.REDIS_URL, logger);
  const table = openTable(tableOptions(config), redisReportCopies(redis, logger).forget);
  const live = redisLive(redis, { logger });
  const search = config.SEARCH_URL === undefined ? null : openSearchIndex(config.SEARCH_URL);
  const webhooks = senderOf(config);
  const now = () => new Date();
  const lanes = Object.entries(config.QUEUES).map(([pool, { normal, bulk }]) => [pool, [normal, bulk]] as const);
  const scans: IngestScans = {
    table,
    samples: openSampleStore(config.SAMPLES_URL, { s3: aws }),
    topic: snsScanTopic(sns, config.TOPIC_ARN),
    queues: sqsQueueDepths(sqs, Object.fromEntries(lanes)),
    live,
    catalogue: createCatalogue(table, now),
    ticketKey: createSecretKey(config.TICKET_KEY, 'hex'),
    claimKey: createSecretKey(config.CLAIM_KEY, 'hex'),
    search,
    completed: config.COMPLETED_TOPIC_ARN === undefined ? null : snsCompletedTopic(sns, config.COMPLETED_TOPIC_ARN),
    webhooks,
    limits: { ...DEFAULT_LIMITS, leaseS: config.LEASE_S, unclaimedS: config.UNCLAIMED_S },
    logger,
    now,
  };
  const ingest = createIngest({
    scans,
    poolTokens: config.POOL_TOKENS,
    sqs,
    queues: config.QUEUES,
    sweepIntervalMs: config.SWEEP_INTERVAL_MS,
    pollWaitS: config.POLL_WAIT_S,
    logger,
    metrics: createMetrics(NAME),
    checks: [
      { name: 'table', shared: true, check: () => listEngines(table) },
      { name: 'redis', shared: true, check: () => redis.ping() },
    ],
  });
  return {
    app: ingest.app,
    ops: ingest.ops,
    logger,
    start() {
      // Readers wait for a writer to make the index; without one everything else works.
      search?.check().catch((err: unknown) => logger.warn({ err }, 'search does not answer'));
      ingest.start();
    },
    close: [
      () => ingest.stop(),
      () => search?.close(),
      () => webhooks?.close(),
      () => live.close(),
      () => redis.disconnect(),
      () => sns.destroy(),
      () => sqs.destroy(),
      () => table.client.destroy(),
    ],
  };
}

function senderOf(config: Config) {
  const settings = webhookSettings(config);
  return settings === null ? null : webhookSender({ ...settings, now: () => new Date() });
}
