import { hostname } from 'node:os';
import { createLogger, createMetrics, loadConfig, runMain, runService } from '@assay/service-kit';
import { SQSClient } from '@aws-sdk/client-sqs';
import { configSchema } from './config.ts';
import { build, NAME } from './index.ts';

await runMain(NAME, async () => {
  const config = loadConfig(configSchema, process.env);
  const logger = createLogger({ name: NAME, level: config.LOG_LEVEL, pretty: config.LOG_FORMAT === 'pretty' });
  const endpoint = config.AWS_ENDPOINT_URL;
  const queues = config.QUEUES[config.POOL];
  if (queues === undefined) throw new Error(`QUEUES has no pool ${config.POOL}`);
  const sqs = new SQSClient({ region: config.AWS_REGION, ...(endpoint === undefined ? {} : { endpoint }) });
  const worker = build({
    pool: config.POOL,
    worker: config.WORKER_ID ?? `${config.POOL}-${hostname().replaceAll(/[^A-Za-z0-9._-]/g, '-')}`.slice(0, 128),
    sqs,
    queues,
    ingestUrl: config.INGEST_URL,
    poolToken: config.POOL_TOKEN,
    hostAddress: config.ENGINE_HOST_SOCKET,
    hostToken: config.ENGINE_HOST_TOKEN,
    scratchFolder: config.SCRATCH_DIR,
    slots: config.SLOTS,
    engineStartMs: config.ENGINE_START_S * 1000,
    pollWaitS: config.POLL_WAIT_S,
    visibilityS: config.VISIBILITY_S,
    drainMs: config.DRAIN_MS,
    logger,
    metrics: createMetrics(NAME),
  });
  await runService({
    name: NAME,
    logger,
    ops: worker.ops,
    opsListen: { host: config.OPS_HOST ?? '127.0.0.1', port: config.OPS_PORT },
    start: () => worker.start(),
    close: [() => worker.stop(), () => sqs.destroy()],
    drainMs: config.DRAIN_MS,
  });
});
