import { AssayError } from '@assay/contracts';
import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { CompletedTopic } from './ports.ts';

/**
 * Publishes what webhooks get under `data` as JSON, with attributes by which subscriptions can be filtered: `event`,
 * `verdict` and `user`. Throws AssayError `transient` when the topic does not take it.
 */
export function snsCompletedTopic(client: SNSClient, topicArn: string): CompletedTopic {
  return {
    async publish(completed) {
      const { verdict, user } = completed;
      const MessageAttributes = { event: text('scan.completed'), verdict: text(verdict), user: text(user) };
      const command = new PublishCommand({ TopicArn: topicArn, Message: JSON.stringify(completed), MessageAttributes });
      try {
        await client.send(command);
      } catch (cause) {
        throw new AssayError('transient', undefined, { cause, internal: 'the topic of complete scans did not answer' });
      }
    },
  };
}

function text(value: string): MessageAttributeValue {
  return { DataType: 'String', StringValue: value };
}
