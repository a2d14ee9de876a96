import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProvisionedEvents, provisionEvents } from '@assay/events';
import { startFauxqs as start } from '@assay/events/embedded';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Gate, openGate } from './gate.ts';
import { TEST_CREDENTIALS, TEST_REGION } from './start-dynalite.ts';

export interface TestQueues extends ProvisionedEvents {
  readonly endpoint: string;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly gate: Gate;
  stop(): Promise<void>;
}

/** A fauxqs on loopback, as the one-machine edition runs it, with topic and queues of these pools, behind a gate. */
export async function startFauxqs(pools: readonly string[] = ['linux', 'windows']): Promise<TestQueues> {
  const dataDir = await mkdtemp(join(tmpdir(), 'assay-queues-'));
  const server = await start({ dataDir });
  const gate = await openGate({ port: Number(new URL(server.endpoint).port), host: '127.0.0.1' });
  const endpoint = `http://127.0.0.1:${gate.port}`;
  const config = { endpoint, region: TEST_REGION, credentials: TEST_CREDENTIALS };
  const sns = new SNSClient(config);
  const sqs = new SQSClient(config);
  const events = await provisionEvents({ sns, sqs, pools, maxReceiveCount: 3 });
  return {
    ...events,
    endpoint,
    sns,
    sqs,
    gate,
    async stop() {
      sns.destroy();
      sqs.destroy();
      await gate.close();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
