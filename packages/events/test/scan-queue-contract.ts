import { createHash, randomUUID } from 'node:crypto';
import { poolAttribute, type ScanMessage } from '@assay/contracts';
import { ListSubscriptionsCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  GetQueueAttributesCommand,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EmulatedAws } from '../src/embedded/start-fauxqs.ts';
import {
  type ConsumeOptions,
  consumeScans,
  type Delivery,
  type ProvisionedEvents,
  provisionEvents,
  type ScanConsumer,
  type ScanTopic,
  snsScanTopic,
  sqsQueueDepths,
} from '../src/index.ts';
import { gate, handledBy, quietLogger } from './support/handled.ts';

/** What the way from `publish` to a handler guarantees, on any implementation of SNS and SQS. */
export function scanQueueContract(name: string, startAws: () => Promise<EmulatedAws>): void {
  describe(`scans by topic and queue: ${name}`, () => {
    let aws: EmulatedAws;
    let sns: SNSClient;
    let sqs: SQSClient;
    let events: ProvisionedEvents;
    let topic: ScanTopic;
    const consumers: ScanConsumer[] = [];

    beforeAll(async () => {
      aws = await startAws();
      ({ sns, sqs } = awsClients(aws));
    });
    afterAll(async () => {
      sns?.destroy();
      sqs?.destroy();
      await aws?.stop();
    });
    beforeEach(async () => {
      events = await provision();
      topic = snsScanTopic(sns, events.topicArn);
    });
    afterEach(async () => {
      await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
    });

    function provision(prefix = `t${randomUUID().slice(0, 8)}-`, maxReceiveCount = 2): Promise<ProvisionedEvents> {
      return provisionEvents({ sns, sqs, pools: ['linux', 'windows'], maxReceiveCount, prefix });
    }

    function consume(queueUrl: string, options: Partial<ConsumeOptions> & Pick<ConsumeOptions, 'handle'>) {
      const defaults = { concurrency: 1, visibilityS: 30, heartbeatS: 10, waitS: 1, logger: quietLogger };
      const consumer = consumeScans({ client: sqs, queueUrl, ...defaults, ...options });
      consumers.push(consumer);
      consumer.start();
      return consumer;
    }

    function queue(pool: string, lane: 'normal' | 'bulk' | 'dead'): string {
      const queues = events.queues[pool];
      if (!queues) throw new Error(`There is no pool ${pool}.`);
      return queues[lane];
    }

    function depth(queueUrl: string): Promise<number> {
      return sqsQueueDepths(sqs, { one: [queueUrl] }).depth('one');
    }

    it('brings a message to the lane of each pool that it names, and to no other', async () => {
      const first = newScan({ linux: 'normal', windows: 'bulk' });
      const second = newScan({ linux: 'bulk' });
      await topic.publish(first);
      await topic.publish(second);
      const [normal, bulk, windowsBulk] = [handledBy(), handledBy(), handledBy()];
      consume(queue('linux', 'normal'), normal);
      consume(queue('linux', 'bulk'), bulk);
      consume(queue('windows', 'bulk'), windowsBulk);
      await Promise.all([normal.count(1), bulk.count(1), windowsBulk.count(1)]);
      expect(normal.scans).toEqual([first]);
      expect(bulk.scans).toEqual([second]);
      expect(windowsBulk.scans).toEqual([first]);
      expect(await depth(queue('windows', 'normal'))).toBe(0);
    });

    it('carries every field through', async () => {
      const scan = newScan({ linux: 'normal' }, { engines: ['clamav', 'yara'] });
      await topic.publish(scan);
      const handled = handledBy();
      consume(queue('linux', 'normal'), handled);
      await handled.count(1);
      expect(handled.scans).toEqual([scan]);
      const [delivery] = handled.deliveries;
      expect(delivery?.receiveCount).toBe(1);
      expect(delivery?.messageId).not.toBe('');
      expect(Math.abs(Date.now() - Number(delivery?.sentAt))).toBeLessThan(60_000);
    });

    it('deletes what is done', async () => {
      await topic.publish(newScan({ linux: 'normal' }));
      const handled = handledBy();
      const consumer = consume(queue('linux', 'normal'), handled);
      await handled.count(1);
      await consumer.stop();
      expect(await depth(queue('linux', 'normal'))).toBe(0);
    });

    it.each(['retry-later', 'throw', 'seconds'] as const)('brings a message back: %s', async (how) => {
      await topic.publish(newScan({ linux: 'normal' }));
      const handled = handledBy(async (_scan, _signal, { receiveCount }) => {
        if (receiveCount > 1) return 'done';
        if (how === 'throw') throw new Error('the worker stumbled');
        return how === 'seconds' ? { retryAfterS: 1 } : 'retry-later';
      });
      const consumer = consume(queue('linux', 'normal'), { ...handled, retryAfterS: how === 'seconds' ? 600 : 0 });
      await handled.count(2);
      await consumer.stop();
      expect(handled.deliveries.map(({ receiveCount }) => receiveCount)).toEqual([1, 2]);
      expect(await depth(queue('linux', 'normal'))).toBe(0);
    });

    it('brings back what a worker took that died', async () => {
      const scan = newScan({ linux: 'normal' });
      await topic.publish(scan);
      const QueueUrl = queue('linux', 'normal');
      const { Messages } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 1, WaitTimeSeconds: 10 }),
      );
      expect(Messages).toHaveLength(1);
      const handled = handledBy();
      consume(QueueUrl, handled);
      await handled.count(1);
      expect(handled.scans).toEqual([scan]);
      expect(handled.deliveries[0]?.receiveCount).toBe(2);
    });

    it('keeps a message hidden for as long as its handler runs', async () => {
      await topic.publish(newScan({ linux: 'normal' }));
      const extended = commandsOf(sqs, 'ChangeMessageVisibilityCommand');
      // Three extensions, one second apart, last longer than the two seconds for which it was hidden at first.
      const handled = handledBy(async () => {
        await extended.count(3);
        return 'done';
      });
      const consumer = consume(queue('linux', 'normal'), { ...handled, concurrency: 2, visibilityS: 2, heartbeatS: 1 });
      await handled.count(1);
      await consumer.stop();
      extended.stop();
      expect(handled.deliveries).toHaveLength(1);
      expect(await depth(queue('linux', 'normal'))).toBe(0);
    });

    it('moves a message that nobody can handle to the dead letters, whole', async () => {
      const scan = newScan({ windows: 'bulk' });
      await topic.publish(scan);
      const failing = handledBy(() => Promise.reject(new Error('never')));
      const dead = handledBy();
      consume(queue('windows', 'bulk'), { ...failing, retryAfterS: 0 });
      consume(queue('windows', 'dead'), dead);
      await dead.count(1);
      expect(dead.scans).toEqual([scan]);
      expect(failing.deliveries).toHaveLength(2);
      expect(await depth(queue('windows', 'bulk'))).toBe(0);
    });

    it('does not let a slow scan hold up others', async () => {
      const slow = newScan({ linux: 'normal' });
      const open = gate();
      const handled = handledBy(async ({ scan }) => {
        if (scan.scanId === slow.scan.scanId) await open.opened;
        return 'done';
      });
      await topic.publish(slow);
      consume(queue('linux', 'normal'), { ...handled, concurrency: 2 });
      await handled.begun(1);
      for (let index = 0; index < 5; index += 1) await topic.publish(newScan({ linux: 'normal' }));
      await handled.count(5);
      expect(handled.scans).not.toContainEqual(slow);
      open.open();
      await handled.count(6);
    });

    it('leaves messages in the queue for as long as it is told to wait before polling', async () => {
      await topic.publish(newScan({ linux: 'normal' }));
      const ready = gate();
      const asked = handledBy();
      const handled = handledBy();
      const beforePoll = async () => {
        asked.tick();
        // A refusal is no reason to give up: it asks again.
        if (asked.ticks() === 1) throw new Error('not now');
        await ready.opened;
      };
      consume(queue('linux', 'normal'), { ...handled, beforePoll });
      await asked.count(2);
      expect(handled.deliveries).toEqual([]);
      expect(await depth(queue('linux', 'normal'))).toBe(1);
      ready.open();
      await handled.count(1);
      expect(handled.deliveries[0]?.receiveCount).toBe(1);
    });

    it('handles no more at once than it may', async () => {
      let running = 0;
      let most = 0;
      const open = gate();
      const handled = handledBy(async () => {
        running += 1;
        most = Math.max(most, running);
        if (running === 3) open.open();
        await open.opened;
        running -= 1;
        return 'done';
      });
      for (let index = 0; index < 9; index += 1) await topic.publish(newScan({ linux: 'normal' }));
      consume(queue('linux', 'normal'), { ...handled, concurrency: 3 });
      await handled.count(9);
      expect(most).toBe(3);
    });

    it('loses nothing when it is stopped in the middle', async () => {
      const scans = Array.from({ length: 10 }, () => newScan({ linux: 'normal' }));
      for (const scan of scans) await topic.publish(scan);
      const open = gate();
      const first = handledBy(async () => {
        await open.opened;
        return 'done';
      });
      const consumer = consume(queue('linux', 'normal'), { ...first, concurrency: 2 });
      await first.begun(2);
      const stopped = consumer.stop();
      open.open();
      await stopped;
      const finished = first.scans.length;
      expect(finished).toBe(2);
      expect(await depth(queue('linux', 'normal'))).toBe(8);
      const second = handledBy();
      consume(queue('linux', 'normal'), second);
      await second.count(8);
      const ids = [...first.scans, ...second.scans].map(({ scan }) => scan.scanId);
      expect(ids.sort()).toEqual(scans.map(({ scan }) => scan.scanId).sort());
    });

    it('gives back what its last poll brings after the stop', async () => {
      const idle = handledBy();
      const polled = commandsOf(sqs, 'ReceiveMessageCommand', 'begun');
      const consumer = consume(queue('linux', 'normal'), { ...idle, waitS: 20 });
      await polled.count(1);
      polled.stop();
      const stopped = consumer.stop();
      const scan = newScan({ linux: 'normal' });
      await topic.publish(scan);
      await stopped;
      expect(idle.deliveries).toEqual([]);
      const next = handledBy();
      consume(queue('linux', 'normal'), next);
      await next.count(1);
      expect(next.scans).toEqual([scan]);
    });

    it('tells handlers that the time to stop is over, and their messages come back', async () => {
      await topic.publish(newScan({ linux: 'normal' }));
      const handled = handledBy(async (_scan, signal) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return { retryAfterS: 0 };
      });
      const consumer = consume(queue('linux', 'normal'), { ...handled, drainMs: 10 });
      await handled.begun(1);
      await consumer.stop();
      expect(await depth(queue('linux', 'normal'))).toBe(1);
    });

    it('removes rubbish, tells of it, and goes on', async () => {
      const QueueUrl = queue('linux', 'normal');
      const good = newScan({ linux: 'normal' });
      const attributes = attributesOf(good);
      const rubbish: { MessageBody: string; MessageAttributes?: Record<string, MessageAttributeValue> }[] = [
        { MessageBody: 'no colon', MessageAttributes: attributes },
        { MessageBody: `${good.user}:${good.md5}` },
        { MessageBody: `${good.user}:${good.md5}`, MessageAttributes: { scan: text('{"scanId":') } },
        { MessageBody: `${good.user}:${good.md5}`, MessageAttributes: { scan: text(`"${'x'.repeat(200_000)}"`) } },
        { MessageBody: `../..:${good.md5}`, MessageAttributes: attributes },
        { MessageBody: JSON.stringify({ Type: 'Notification', Message: 'not raw' }) },
        { MessageBody: 'x'.repeat(200_000), MessageAttributes: attributes },
      ];
      for (const message of rubbish) await sqs.send(new SendMessageCommand({ QueueUrl, ...message }));
      await topic.publish(good);
      const told: Delivery[] = [];
      const handled = handledBy();
      const consumer = consume(QueueUrl, { ...handled, onRubbish: (delivery) => told.push(delivery) });
      await handled.count(1);
      await expect.poll(() => told.length).toBe(rubbish.length);
      await consumer.stop();
      expect(handled.scans).toEqual([good]);
      expect(await depth(QueueUrl)).toBe(0);
      expect(await depth(queue('linux', 'dead'))).toBe(0);
    });

    it('counts what waits and what is being worked on', async () => {
      const depths = sqsQueueDepths(sqs, { linux: [queue('linux', 'normal'), queue('linux', 'bulk')] });
      expect(await depths.depth('linux')).toBe(0);
      await topic.publish(newScan({ linux: 'normal' }));
      await topic.publish(newScan({ linux: 'bulk' }));
      expect(await depths.depth('linux')).toBe(2);
      const open = gate();
      const handled = handledBy(async () => {
        await open.opened;
        return 'done';
      });
      const consumer = consume(queue('linux', 'normal'), handled);
      await handled.begun(1);
      expect(await depths.depth('linux')).toBe(2);
      open.open();
      await handled.count(1);
      await consumer.stop();
      expect(await depths.depth('linux')).toBe(1);
    });

    it('is provisioned again without a change, and with one', async () => {
      const prefix = `again-${randomUUID().slice(0, 8)}-`;
      const first = await provision(prefix);
      const before = await subscriptionsOf(first.topicArn);
      expect(before).toHaveLength(4);
      expect(await provision(prefix, 7)).toEqual(first);
      expect(await subscriptionsOf(first.topicArn)).toEqual(before);
      const QueueUrl = first.queues.linux?.normal;
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
      expect(JSON.parse(Attributes?.RedrivePolicy ?? '{}')).toMatchObject({ maxReceiveCount: 7 });
    });

    async function subscriptionsOf(topicArn: string): Promise<(string | undefined)[]> {
      const { Subscriptions = [] } = await sns.send(new ListSubscriptionsCommand({}));
      return Subscriptions.filter(({ TopicArn }) => TopicArn === topicArn)
        .map(({ SubscriptionArn }) => SubscriptionArn)
        .sort();
    }

    it('refuses more pools than a message can carry, instead of losing the message', async () => {
      const pools = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`pool${index}`, 'normal' as const]));
      await expect(topic.publish(newScan(pools))).rejects.toThrow(RangeError);
    });
  });
}

export function awsClients({ endpoint }: EmulatedAws): { sns: SNSClient; sqs: SQSClient } {
  const config = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  return { sns: new SNSClient(config), sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }) };
}

let scansMade = 0;

export function newScan(pools: ScanMessage['pools'], more: { engines?: string[] } = {}): ScanMessage {
  scansMade += 1;
  const digest = (algorithm: string) => createHash(algorithm).update(String(scansMade)).digest('hex');
  const scanId = `17000000${String(scansMade).padStart(12, '0')}`;
  const scan = { scanId, sha256: digest('sha256'), size: scansMade, ticket: digest('sha256'), ...more };
  return { user: 'alice', md5: digest('md5'), pools, scan };
}

function attributesOf({ pools, scan }: ScanMessage): Record<string, MessageAttributeValue> {
  const lanes = Object.entries(pools).map(([pool, lane]) => [poolAttribute(pool), text(lane)] as const);
  return { ...Object.fromEntries(lanes), scan: text(JSON.stringify(scan)) };
}

function text(StringValue: string): MessageAttributeValue {
  return { DataType: 'String', StringValue };
}

/** Counts the commands of a kind that a client sends. */
function commandsOf(client: SQSClient, commandName: string, when: 'begun' | 'answered' = 'answered') {
  const seen = handledBy();
  const name = randomUUID();
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const counts = context.commandName === commandName;
      if (counts && when === 'begun') seen.tick();
      const answer = await next(args);
      if (counts && when === 'answered') seen.tick();
      return answer;
    },
    { step: 'finalizeRequest', priority: 'low', name },
  );
  return { count: seen.count, stop: () => client.middlewareStack.remove(name) };
}
