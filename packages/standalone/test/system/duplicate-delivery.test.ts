import { type Message, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EMBEDDED_AWS } from '../../src/provision.ts';
import { startTestSystem, type TestSystem } from './support/start-test-system.ts';
import { completed, freshFile, upload } from './support/uploads.ts';

let system: TestSystem;
let sqs: SQSClient;
let queue: string;

beforeAll(async () => {
  system = await startTestSystem();
  const endpoint = `http://127.0.0.1:${system.plan.queuePort}`;
  sqs = new SQSClient({ ...EMBEDDED_AWS, endpoint });
  queue = `${endpoint}/000000000000/assay-scan-linux-normal`;
});
afterAll(() => sqs.destroy());

async function takeMessage(): Promise<Message> {
  const { Messages } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queue,
      MessageAttributeNames: ['All'],
      WaitTimeSeconds: 10,
      VisibilityTimeout: 0,
    }),
  );
  const [message] = Messages ?? [];
  if (message === undefined) throw new Error('no message in the queue');
  return message;
}

it('the same message delivered again and again changes nothing', async () => {
  const worker = system.processes.get('scan-worker');
  await worker?.stop();
  const accepted = await upload(system.api, freshFile());
  const { Body, MessageAttributes } = await takeMessage();
  const again = new SendMessageCommand({ QueueUrl: queue, MessageBody: Body, MessageAttributes });
  for (let copy = 0; copy < 5; copy += 1) await sqs.send(again);
  await worker?.start();
  const scan = await completed(system.api, accepted);

  const later = await completed(system.api, await upload(system.api, freshFile()));
  expect(later.status).toBe('complete');
  await sqs.send(again);
  expect((await completed(system.api, await upload(system.api, freshFile()))).status).toBe('complete');

  expect(await system.api.scan(accepted.sha256, accepted.scanId)).toEqual(scan);
  const file = (await (await system.api.get(`/api/v3/files/${accepted.sha256}`)).json()) as {
    data: { attributes: { times_submitted: number } };
  };
  expect(file.data.attributes.times_submitted).toBe(1);
  const scans = (await (await system.api.get(`/api/v1/files/${accepted.sha256}/scans/`)).json()) as unknown[];
  expect(scans).toHaveLength(1);
});
