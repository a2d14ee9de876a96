import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';

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
  readonly queues: Readonly<Record<string, PoolQueues>>;
}

/** Creates what is missing of topic, queues, dead letters and subscriptions; changes nothing that is right. */
export function provisionEvents(_options: ProvisionOptions): Promise<ProvisionedEvents> {
  throw new Error('not written yet');
}
