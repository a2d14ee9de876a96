import { type ProvisionedEvents, provisionEvents } from '@assay/events';
import { createTable, openTable } from '@assay/table';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Plan } from './plan.ts';

export type Provisioned = ProvisionedEvents;

/** Deliveries of one message before it goes to the dead letters; a worker that dies three times on it is enough. */
const MAX_RECEIVE_COUNT = 3;

/** The embedded AWS checks no signature. */
export const EMBEDDED_AWS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'assay', secretAccessKey: 'assay' },
} as const;

/** Makes what is missing of table, topic and queues. */
export async function provision(plan: Plan): Promise<Provisioned> {
  const [, events] = await Promise.all([provisionTable(plan), provisionQueues(plan)]);
  return events;
}

async function provisionTable(plan: Plan): Promise<void> {
  const table = openTable({
    ...EMBEDDED_AWS,
    endpoint: `http://127.0.0.1:${plan.tablePort}`,
    name: plan.tableName,
  });
  try {
    await createTable(table);
  } finally {
    table.client.destroy();
  }
}

async function provisionQueues(plan: Plan): Promise<ProvisionedEvents> {
  const endpoint = `http://127.0.0.1:${plan.queuePort}`;
  const sns = new SNSClient({ ...EMBEDDED_AWS, endpoint });
  const sqs = new SQSClient({ ...EMBEDDED_AWS, endpoint });
  try {
    return await provisionEvents({ sns, sqs, pools: [plan.pool], maxReceiveCount: MAX_RECEIVE_COUNT });
  } finally {
    sns.destroy();
    sqs.destroy();
  }
}
