import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCompleted } from '@assay/contracts';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EmulatedAws, startFauxqs } from '../src/embedded/start-fauxqs.ts';
import { provisionEvents, snsCompletedTopic } from '../src/index.ts';
import { awsClients } from './scan-queue-contract.ts';

let folder: string;
let aws: EmulatedAws;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-completed-'));
  aws = await startFauxqs({ dataDir: folder });
});
afterAll(async () => {
  await aws?.stop();
  await rm(folder, { recursive: true });
});

const COMPLETED = ScanCompleted.parse({
  user: 'ann',
  sha256: 'a'.repeat(64),
  sha1: 'b'.repeat(40),
  md5: 'c'.repeat(32),
  filename: 'setup.exe',
  size: 1,
  scanid: '17000000001230000001',
  analysis_id: 'YQ==',
  began_by: 'upload',
  created: '2026-03-01T00:00:00.000Z',
  completed: '2026-03-01T00:00:01.000Z',
  verdict: 'malicious',
  engines_expected: 2,
  engines_completed: 2,
  malicious: 1,
  suspicious: 0,
});

it('another system that subscribes with a filter gets the scans that it asked for, and only those', async () => {
  const { sns, sqs } = awsClients(aws);
  const { completedTopicArn } = await provisionEvents({ sns, sqs, pools: [], maxReceiveCount: 3 });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'others' }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await sns.send(
    new SubscribeCommand({
      TopicArn: completedTopicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.QueueArn,
      Attributes: { RawMessageDelivery: 'true', FilterPolicy: JSON.stringify({ verdict: ['malicious'] }) },
    }),
  );
  const topic = snsCompletedTopic(sns, completedTopicArn);
  await topic.publish({ ...COMPLETED, verdict: 'undetected' });
  await topic.publish(COMPLETED);
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, MaxNumberOfMessages: 10 }),
  );
  expect(Messages.map(({ Body }) => ScanCompleted.parse(JSON.parse(Body ?? '')))).toEqual([COMPLETED]);
});

it('a topic that is not there is a fault that is tried again', async () => {
  const { sns } = awsClients(aws);
  const topic = snsCompletedTopic(sns, 'arn:aws:sns:us-east-1:000000000000:not-there');
  await expect(topic.publish(COMPLETED)).rejects.toMatchObject({ kind: 'transient' });
});
