import { INGEST } from '@assay/contracts';
import { getScan, userId } from '@assay/table';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { messageOf, type RunningIngest, resultPost, startIngest } from './start-ingest.ts';

let running: RunningIngest;
/** SHA-256 of the files that the index was given. */
const indexed = new Set<string>();
beforeAll(async () => {
  const put = async ({ sha256 }: { sha256: string }) => void indexed.add(sha256);
  running = await startIngest({ search: { put, async putAll() {}, async remove() {} } });
  running.ingest.start();
});
afterAll(() => running.stop());

/** Looks again whenever a pass over `Due` or a dead letter has been worked on. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}
const status = async (of: { user: string; sha256: string; scanId: string }) =>
  (await getScan(running.backends.table.table, userId(of.user), of.sha256, of.scanId))?.Status;

const letter = (message: { user: string; md5: string; pools: Record<string, string>; scan: object }) => ({
  MessageBody: `${message.user}:${message.md5}`,
  MessageAttributes: {
    'pool-linux': { DataType: 'String', StringValue: 'normal' },
    scan: { DataType: 'String', StringValue: JSON.stringify(message.scan) },
  },
});
const QueueUrl = () => running.backends.queues.queues.linux?.dead ?? '';

it('a dead letter ends what its pool has not answered as a failure, and closes the scan', async () => {
  const upload = await running.upload();
  await running.backends.queues.sqs.send(new SendMessageCommand({ QueueUrl: QueueUrl(), ...letter(upload.message) }));
  await until(async () => (await status(upload)) === 'complete');
  const scan = await getScan(running.backends.table.table, userId(upload.user), upload.sha256, upload.scanId);
  expect(Object.values(scan?.Summary ?? {}).map(({ Outcome }) => Outcome)).toEqual(['failure', 'failure', 'failure']);
  expect(scan?.Verdict).toBe('unknown');
});

it('dead letters that are rubbish or forged are removed and change nothing', async () => {
  const upload = await running.upload();
  const forged = { ...upload.message, scan: { ...upload.message.scan, ticket: '0'.repeat(64) } };
  const { sqs } = running.backends.queues;
  await sqs.send(new SendMessageCommand({ QueueUrl: QueueUrl(), ...letter(forged) }));
  await sqs.send(new SendMessageCommand({ QueueUrl: QueueUrl(), MessageBody: 'rubbish' }));
  const other = await running.upload();
  await sqs.send(new SendMessageCommand({ QueueUrl: QueueUrl(), ...letter(other.message) }));
  await until(async () => (await status(other)) === 'complete');
  expect(await status(upload)).not.toBe('complete');
});

it('the Due loop survives an outage of the table and closes what is due afterwards', async () => {
  const upload = await running.upload();
  const { claim } = await running.claim(upload.message);
  const { gate } = running.backends.table;
  gate.cut();
  const failed = await running.metric('assay_sweeps_total', { end: 'failed' });
  await until(async () => (await running.metric('assay_sweeps_total', { end: 'failed' })) > failed);
  expect((await running.send(INGEST.results, resultPost(claim, 'yara'))).status).toBe(503);
  gate.mend();
  const done = await running.metric('assay_sweeps_total', { end: 'done' });
  await until(async () => (await running.metric('assay_sweeps_total', { end: 'done' })) > done);
  for (const engine of ['clamav', 'filetype', 'yara']) {
    expect((await running.send(INGEST.results, resultPost(claim, engine))).status).toBe(200);
  }
  expect(await status(upload)).toBe('complete');
});

it('a file whose scan has closed is indexed', async () => {
  const upload = await running.upload();
  const { claim } = await running.claim(upload.message);
  for (const engine of ['clamav', 'filetype', 'yara']) await running.send(INGEST.results, resultPost(claim, engine));
  await until(async () => indexed.has(upload.sha256));
  await until(async () => (await running.metric('assay_files_due_total')) > 0);
});

it('a scan whose message the queue has lost is published again', async () => {
  const upload = await running.upload();
  expect(await messageOf(running.backends, upload.scanId)).toEqual(upload.message);
});
