import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFauxqs } from '../src/embedded/start-fauxqs.ts';
import { consumeScans, provisionEvents, snsScanTopic } from '../src/index.ts';
import { awsClients, newScan, scanQueueContract } from './scan-queue-contract.ts';
import { handledBy, quietLogger } from './support/handled.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-fauxqs-'));
});
afterAll(() => rm(folder, { recursive: true }));

scanQueueContract('fauxqs', () => startFauxqs({ dataDir: join(folder, 'data'), objectsDir: join(folder, 'objects') }));

describe('the queue of one machine', () => {
  it('keeps messages over a restart, and the consumer comes back to it', async () => {
    const start = (port = 0) => startFauxqs({ dataDir: join(folder, 'restarted'), port });
    const before = await start();
    const { sns, sqs } = awsClients(before);
    const { topicArn, queues } = await provisionEvents({ sns, sqs, pools: ['linux'], maxReceiveCount: 5 });
    const queueUrl = queues.linux?.normal ?? '';
    const scan = newScan({ linux: 'bulk' });
    const later = newScan({ linux: 'normal' });
    await snsScanTopic(sns, topicArn).publish(scan);

    const { promise: noticed, resolve: notice } = Promise.withResolvers<unknown>();
    const logger = { ...quietLogger, warn: notice };
    const options = { client: sqs, concurrency: 2, visibilityS: 30, heartbeatS: 10, waitS: 1, logger };
    const [normal, bulk] = [handledBy(), handledBy()];
    const waiting = consumeScans({ ...options, ...normal, queueUrl });
    waiting.start();
    await before.stop();
    await noticed;

    const after = await start(Number(new URL(before.endpoint).port));
    await snsScanTopic(sns, topicArn).publish(later);
    await normal.count(1);
    expect(normal.scans).toEqual([later]);
    const other = consumeScans({ ...options, ...bulk, queueUrl: queues.linux?.bulk ?? '' });
    other.start();
    await bulk.count(1);
    expect(bulk.scans).toEqual([scan]);
    await Promise.all([waiting.stop(), other.stop()]);
    await after.stop();
  });
});
