import { hostname } from 'node:os';
import { awsClient, createMetrics, openLog } from '@assay/service-kit';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Config } from './config.ts';
import { createWorker, NAME } from './create-worker.ts';

/** scan-worker with the clients that its configuration names. Connects; does not begin to work. */
export function build(config: Config) {
  const logger = openLog(NAME, config);
  const queues = config.QUEUES[config.POOL];
  if (queues === undefined) throw new Error(`QUEUES has no pool ${config.POOL}`);
  const sqs = new SQSClient(awsClient(config));
  const worker = createWorker({
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
  return { ops: worker.ops, logger, start: () => worker.start(), close: [() => worker.stop(), () => sqs.destroy()] };
}
