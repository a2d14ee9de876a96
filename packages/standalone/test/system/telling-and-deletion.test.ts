import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { WebhookMessage as Message, operations, type WebhookMessage } from '@assay/contracts';
import { signWebhook } from '@assay/events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eicar } from '../../src/eicar.ts';
import { startTestSystem, type TestSystem } from './support/start-test-system.ts';
import { type Accepted, completed, download, upload } from './support/uploads.ts';

let system: TestSystem;
const received: { signature: string; body: string }[] = [];
const receiver = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString();
  received.push({ signature: String(request.headers['x-assay-signature']), body });
  response.writeHead(204).end();
});

beforeAll(async () => {
  system = await startTestSystem();
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  receiver.close();
});

const stored = () =>
  readdirSync(system.data.samples, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
const files = async () => (await system.api.call(operations.listFiles)).data.length;

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await wait(50);
}

async function told(event: WebhookMessage['event']): Promise<{ signature: string; body: string }> {
  const is = ({ body }: { body: string }) => JSON.parse(body).event === event;
  await until(() => received.some(is));
  return received.find(is) as { signature: string; body: string };
}

describe('the whole system', () => {
  let accepted: Accepted;

  it('tells a webhook on this machine of a scan, signed with the secret that was shown', async () => {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    const { data, secret } = await system.api.call(operations.createWebhook, {
      body: { url, events: ['scan.completed'] },
    });
    await system.api.call(operations.testWebhook, { params: { id: data.id } });
    await told('test');
    accepted = await upload(system.api, eicar(), 'told.com');
    await completed(system.api, accepted);
    const { signature, body } = await told('scan.completed');
    const seconds = Number(/^t=(\d+),/.exec(signature)?.[1]);
    expect(signature).toBe(signWebhook(secret, seconds, body));
    expect(Message.parse(JSON.parse(body))).toMatchObject({
      event: 'scan.completed',
      data: { sha256: accepted.sha256, scanid: accepted.scanId, filename: 'told.com', verdict: 'malicious' },
    });
  });

  it('removes a file that is deleted, with everything that engines wrote of it', async () => {
    const others = (await files()) - 1;
    await system.api.call(operations.deleteFile, { params: { id: accepted.sha256 } });
    expect((await system.api.get(`/api/v1/files/${accepted.sha256}`).catch((error) => error)).status).toBe(404);
    // One sample of each file that is left: the other files are too small to have anything else stored.
    await until(() => stored() === others);
    expect(await files()).toBe(others);
  });

  it('takes the same bytes again, anew', async () => {
    // The bytes go before the deletion has ended; until then an upload of them is told to come again.
    let again: Accepted | null = null;
    await until(async () => {
      again = await upload(system.api, eicar(), 'again.com').catch((fault: { status?: number }) => {
        if (fault.status !== 503) throw fault;
        return null;
      });
      return again !== null;
    });
    await isThereAnew(again as unknown as Accepted);
  });

  async function isThereAnew(again: Accepted): Promise<void> {
    expect((await completed(system.api, again)).status).toBe('complete');
    expect(await download(system.api, again.sha256)).toEqual(eicar());
    const { data } = await system.api.call(operations.getFile, { params: { id: again.sha256 } });
    expect(data.attributes).toMatchObject({ times_submitted: 1, names: ['again.com'] });
  }
});
