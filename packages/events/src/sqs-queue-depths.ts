import { GetQueueAttributesCommand, type QueueAttributeName, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueDepths } from './ports.ts';

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const satisfies readonly QueueAttributeName[];

/**
 * Counts what waits, is delayed or is being worked on in the queues of a pool. Throws for a pool it has no queues of:
 * taking it for empty would publish its scans again and again.
 */
export function sqsQueueDepths(
  client: SQSClient,
  queuesByPool: Readonly<Record<string, readonly string[]>>,
): QueueDepths {
  async function depthOf(queueUrl: string): Promise<number> {
    const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...COUNTS] });
    const { Attributes = {} } = await client.send(command);
    return COUNTS.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  }
  return {
    async depth(pool) {
      const queues = Object.hasOwn(queuesByPool, pool) ? queuesByPool[pool] : undefined;
      if (!queues?.length) throw new Error(`No queue of the pool ${pool} is configured.`);
      const depths = await Promise.all(queues.map(depthOf));
      return depths.reduce((sum, depth) => sum + depth, 0);
    },
  };
}
