import { messageBody, poolAttribute, type ScanMessage } from '@assay/contracts';
import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { ScanTopic } from './ports.ts';

/** Raw delivery discards a message with more attributes than this without telling anybody. */
const MAX_ATTRIBUTES = 10;

/** Publishes `<user>:<md5>` with one attribute per pool and the scan as JSON. Throws for more than nine pools. */
export function snsScanTopic(client: SNSClient, topicArn: string): ScanTopic {
  return {
    async publish(message) {
      const attributes = messageAttributes(message);
      if (Object.keys(attributes).length > MAX_ATTRIBUTES) {
        throw new RangeError(
          `A scan can go to at most ${MAX_ATTRIBUTES - 1} pools, because SQS takes no more attributes.`,
        );
      }
      const Message = messageBody(message.user, message.md5);
      await client.send(new PublishCommand({ TopicArn: topicArn, Message, MessageAttributes: attributes }));
    },
  };
}

function messageAttributes({ pools, scan }: ScanMessage): Record<string, MessageAttributeValue> {
  const lanes = Object.entries(pools).map(([pool, lane]) => [poolAttribute(pool), text(lane)] as const);
  return { ...Object.fromEntries(lanes), scan: text(JSON.stringify(scan)) };
}

function text(value: string): MessageAttributeValue {
  return { DataType: 'String', StringValue: value };
}
