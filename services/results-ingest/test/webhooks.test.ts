import { spawn } from 'node:child_process';
import { createSecretKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { INGEST } from '@assay/contracts';
import { webhookSecret, webhookSender } from '@assay/events';
import { createDelivery, createWebhook, getScan, getWebhook, newDelivery, userId, webhookKey } from '@assay/table';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningIngest, resultPost, startIngest } from './start-ingest.ts';

const KEY = createSecretKey(randomBytes(32));
const sender = webhookSender({
  key: KEY,
  rules: { allowHttp: true, allowNetworks: ['127.0.0.0/8'] },
  now: () => new Date(),
});
let running: RunningIngest;
let folder: string;
const children: ReturnType<typeof spawn>[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-webhook-'));
  running = await startIngest({ webhooks: sender });
  running.ingest.start();
});
afterAll(async () => {
  for (const child of children) child.kill();
  await running?.stop();
  await sender.close();
  await rm(folder, { recursive: true, force: true });
});

/** The receiver of the documentation, as it stands there, in a process of its own: the lines that it prints. */
async function documentedReceiver(secret: string) {
  const page = await readFile(new URL('../../../docs/webhooks.md', import.meta.url), 'utf8');
  const code = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const file = join(folder, `${randomBytes(4).toString('hex')}.mjs`);
  await writeFile(file, code);
  const child = spawn(process.execPath, [file], {
    env: { WEBHOOK_SECRET: secret, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => String((await lines.next()).value);
  return { next, url: `http://127.0.0.1:${(await next()).split(' ')[1]}/` };
}

async function webhook(uid: string, url: string, id = randomBytes(16).toString('hex')): Promise<string> {
  await createWebhook(running.backends.table.table, {
    ...webhookKey(uid, id),
    WebhookID: id,
    Url: url,
    Events: ['scan.completed'],
    Enabled: true,
    CreatedAt: new Date().toISOString(),
    Failures: 0,
    LastDelivery: null,
    Recent: [],
    Note: null,
    Version: 1,
  });
  return id;
}

it('the receiver of the documentation takes what is sent of a complete scan, and nothing that is forged', async () => {
  const upload = await running.upload();
  const uid = userId(upload.user);
  const { table } = running.backends.table;
  const id = randomBytes(16).toString('hex');
  const { next, url } = await documentedReceiver(webhookSecret(KEY, id));
  await webhook(uid, url, id);
  const forged = await fetch(url, {
    method: 'POST',
    headers: { 'x-assay-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}` },
    body: '{"id":"1","event":"forged","data":{}}',
  });
  expect(forged.status).toBe(401);
  expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401);

  const { claim } = await running.claim(upload.message);
  for (const engine of ['clamav', 'filetype', 'yara']) {
    const found = engine === 'clamav' ? { verdict: 'malicious' as const, label: 'Eicar' } : {};
    expect((await running.send(INGEST.results, resultPost(claim, engine, found))).status).toBe(200);
  }
  expect(await next()).toBe(`scan.completed ${upload.sha256} malicious`);
  await expect
    .poll(async () => (await getWebhook(table, uid, id))?.Recent)
    .toMatchObject([{ Event: 'scan.completed', Outcome: 'delivered', Status: 204 }]);
  await expect.poll(async () => (await getScan(table, uid, upload.sha256, upload.scanId))?.Announced).toBe(true);
});

it('a receiver that never answers holds up no scan', async () => {
  const hanging = createServer(() => {}).listen(0, '127.0.0.1');
  await once(hanging, 'listening');
  const { port } = hanging.address() as { port: number };
  const { table } = running.backends.table;
  const slow = userId('slow-receiver');
  const hook = await webhook(slow, `http://127.0.0.1:${port}/`);
  for (let n = 0; n < 40; n += 1) {
    const message = { id: `${hook}-${String(n).padStart(4, '0')}`, created: new Date().toISOString() };
    const test = { ...message, event: 'test' as const, data: { user: 'slow-receiver' } };
    await createDelivery(table, newDelivery(slow, hook, test, new Date()));
  }
  const upload = await running.upload();
  const { claim } = await running.claim(upload.message);
  for (const engine of ['clamav', 'filetype', 'yara']) {
    expect((await running.send(INGEST.results, resultPost(claim, engine))).status).toBe(200);
  }
  const uid = userId(upload.user);
  await expect.poll(async () => (await getScan(table, uid, upload.sha256, upload.scanId))?.Announced).toBe(true);
  hanging.close();
});
