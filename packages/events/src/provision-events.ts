import { type Lane, poolAttribute } from '@assay/contracts';
import {
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  type SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { ensureQueue } from './ensure-queue.ts';

/** Queue URLs of a pool. */
export interface PoolQueues {
  readonly normal: string;
  readonly bulk: string;
  readonly dead: string;
}

export interface ProvisionOptions {
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly pools: readonly string[];
  /** Deliveries after which a message goes to the dead letters. */
  readonly maxReceiveCount: number;
  /** Begins the names of topic and queues; `assay-` unless told. */
  readonly prefix?: string;
}

export interface ProvisionedEvents {
  readonly topicArn: string;
  /** Where other systems are told of complete scans; who wants to hear of them subscribes. */
  readonly completedTopicArn: string;
  readonly queues: Readonly<Record<string, PoolQueues>>;
}

const DAY_S = 24 * 3600;

/**
 * Creates what is missing of topics, queues, dead letters and subscriptions, and sets what differs. Messages stay where
 * they are. On AWS the same is made by the infrastructure code; this is for one machine and for tests.
 */
export async function provisionEvents(options: ProvisionOptions): Promise<ProvisionedEvents> {
  const { sns, pools, prefix = 'assay-' } = options;
  const topicArn = await ensureTopic(sns, `${prefix}scans`);
  const completedTopicArn = await ensureTopic(sns, `${prefix}scan-completed`);
  const queues: Record<string, PoolQueues> = {};
  for (const pool of pools) queues[pool] = await provisionPool({ ...options, prefix, topicArn, pool });
  return { topicArn, completedTopicArn, queues };
}

async function ensureTopic(sns: SNSClient, Name: string): Promise<string> {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name }));
  if (!TopicArn) throw new Error(`SNS did not name the topic ${Name}.`);
  return TopicArn;
}

type PoolOptions = ProvisionOptions & { readonly prefix: string; readonly topicArn: string; readonly pool: string };

async function provisionPool(options: PoolOptions): Promise<PoolQueues> {
  const { sqs, prefix, pool, topicArn } = options;
  // The longest retention there is, longer than that of the queues: moving a message does not make it younger.
  const dead = await ensureQueue(sqs, `${prefix}scan-${pool}-dead`, {
    MessageRetentionPeriod: String(14 * DAY_S),
    Policy: allowTopic(topicArn),
  });
  const normal = await provisionLane(options, 'normal', dead.arn);
  const bulk = await provisionLane(options, 'bulk', dead.arn);
  return { normal, bulk, dead: dead.url };
}

async function provisionLane(options: PoolOptions, lane: Lane, deadArn: string): Promise<string> {
  const { sqs, prefix, pool, topicArn, maxReceiveCount } = options;
  const queue = await ensureQueue(sqs, `${prefix}scan-${pool}-${lane}`, {
    MessageRetentionPeriod: String(7 * DAY_S),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount }),
    Policy: allowTopic(topicArn),
  });
  await ensureSubscription(options, queue.arn, {
    RawMessageDelivery: 'true',
    FilterPolicy: JSON.stringify({ [poolAttribute(pool)]: [lane] }),
    // What SNS cannot deliver is another failure than what workers cannot handle, but is read in the same place.
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadArn }),
  });
  return queue.url;
}

async function ensureSubscription(
  { sns, topicArn }: PoolOptions,
  queueArn: string,
  attributes: Readonly<Record<string, string>>,
): Promise<void> {
  const SubscriptionArn = await findSubscription(sns, topicArn, queueArn);
  if (!SubscriptionArn) {
    // With its filter from the first moment on, so that no message of another pool slips through.
    const wanted = { TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn, Attributes: attributes };
    await sns.send(new SubscribeCommand(wanted));
    return;
  }
  // To subscribe again with other attributes than before is an error, so they are set one by one.
  for (const [AttributeName, AttributeValue] of Object.entries(attributes)) {
    await sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
  }
}

async function findSubscription(sns: SNSClient, topicArn: string, queueArn: string): Promise<string | undefined> {
  let NextToken: string | undefined;
  do {
    const page = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, NextToken }));
    const found = page.Subscriptions?.find(({ Endpoint }) => Endpoint === queueArn);
    if (found) return found.SubscriptionArn;
    NextToken = page.NextToken;
  } while (NextToken);
  return undefined;
}

/** Lets this topic, and nobody else but the owner, send to the queue. */
function allowTopic(topicArn: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: '*',
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
      },
    ],
  });
}
