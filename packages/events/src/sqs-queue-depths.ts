import type { SQSClient } from '@aws-sdk/client-sqs';
import type { QueueDepths } from './ports.ts';

/** Counts what waits, is delayed or is being worked on in the queues of a pool. */
export function sqsQueueDepths(
  _client: SQSClient,
  _queuesByPool: Readonly<Record<string, readonly string[]>>,
): QueueDepths {
  throw new Error('not written yet');
}
