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
    const made = await provisionEvents({ sns, sqs, pools: [plan.pool], maxReceiveCount: MAX_RECEIVE_COUNT });
    return { ...made, queues: mapValues(made.queues, (pool) => mapValues(pool, (url) => reachable(url, endpoint))) };
  } finally {
    sns.destroy();
    sqs.destroy();
  }
}

/**
 * The emulator names queues by the host and port they were made on, in a form that is no host name; it finds them by
 * the path alone. The port is another one in every run, so the address of this run is put in front.
 */
function reachable(queueUrl: string, endpoint: string): string {
  return `${endpoint}/${queueUrl.split('/').slice(3).join('/')}`;
}

function mapValues<Key extends string, From, To>(
  values: Readonly<Record<Key, From>>,
  change: (value: From) => To,
): Record<Key, To> {
  return Object.fromEntries(
    Object.entries<From>(values).map(([key, value]) => [key, change(value)] as const),
  ) as Record<Key, To>;
}
