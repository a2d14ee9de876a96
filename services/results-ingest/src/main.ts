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
import { createLogger, createMetrics, listenAddress, loadConfig, runMain, runService } from '@assay/service-kit';
import { listEngines, openTable } from '@assay/table';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Config, configSchema } from './config.ts';
import { build, type IngestScans, NAME } from './index.ts';

await runMain(NAME, async () => {
  const config = loadConfig(configSchema, process.env);
  const logger = createLogger({ name: NAME, level: config.LOG_LEVEL, pretty: config.LOG_FORMAT === 'pretty' });
  const endpoint = config.AWS_ENDPOINT_URL;
  const aws = { region: config.AWS_REGION, ...(endpoint === undefined ? {} : { endpoint }) };
  const redis = connectRedis(config.REDIS_URL, logger);
  const { forget } = redisReportCopies(redis, logger);
  const table = openTable(
    { region: config.AWS_REGION, name: config.TABLE_NAME, endpoint: config.TABLE_ENDPOINT },
    forget,
  );
  const live = redisLive(redis, { logger });
  // A topic that hangs must not hold up the pass over what is due.
  const requestHandler = { connectionTimeout: 2000, requestTimeout: 5000 };
  const sns = new SNSClient({ ...aws, maxAttempts: 2, requestHandler });
  const sqs = new SQSClient(aws);
  const now = () => new Date();
  const lanes = Object.entries(config.QUEUES).map(([pool, { normal, bulk }]) => [pool, [normal, bulk]] as const);
  const search = config.SEARCH_URL === undefined ? null : openSearchIndex(config.SEARCH_URL);
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
    webhooks: senderOf(config),
    limits: { ...DEFAULT_LIMITS, leaseS: config.LEASE_S, unclaimedS: config.UNCLAIMED_S },
    logger,
    now,
  };
  const ingest = build({
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
  await runService({
    name: NAME,
    logger,
    app: ingest.app,
    listen: listenAddress(config.HOST, config.PORT),
    ops: ingest.ops,
    opsListen: { host: config.OPS_HOST ?? opsHost(config.HOST), port: config.OPS_PORT },
    start: async () => {
      // Readers wait for a writer to make the index; without one everything else works.
      search?.check().catch((err: unknown) => logger.warn({ err }, 'search does not answer'));
      await ingest.start();
    },
    close: [
      () => ingest.stop(),
      () => search?.close(),
      () => scans.webhooks?.close(),
      () => live.close(),
      () => redis.disconnect(),
      () => sns.destroy(),
      () => sqs.destroy(),
      () => table.client.destroy(),
    ],
    drainMs: config.DRAIN_MS,
  });
});

/** Beside a Unix socket, health and metrics are for this machine alone. */
function opsHost(host: string): string {
  return host.startsWith('unix:') ? '127.0.0.1' : host;
}

function senderOf({ WEBHOOK_KEY, WEBHOOK_ALLOW_HTTP, WEBHOOK_ALLOW_NETWORKS }: Config) {
  if (WEBHOOK_KEY === undefined) return null;
  return webhookSender({
    key: createSecretKey(WEBHOOK_KEY, 'hex'),
    rules: { allowHttp: WEBHOOK_ALLOW_HTTP === '1', allowNetworks: WEBHOOK_ALLOW_NETWORKS },
    now: () => new Date(),
  });
}
