import { createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { allowsAddress, faultOfWebhookUrl, STRICT_WEBHOOKS, signWebhook, webhookSecret } from '../src/index.ts';
import { type WebhookSenderOptions, webhookSender } from '../src/webhooks/send-webhook.ts';

const KEY = createSecretKey(Buffer.alloc(32, 7));
const NOW = new Date('2026-03-01T12:00:00.000Z');
const LOOPBACK = { allowHttp: true, allowNetworks: ['127.0.0.0/8'] };
const ends: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A receiver on the loopback; answers its port and what it was sent. */
async function receiver(handle: Handler = (_request, response) => response.end()) {
  const got: { headers: IncomingMessage['headers']; method: string; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    got.push({ headers: request.headers, method: request.method ?? '', body });
    handle(request, response, body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { got, port: (server.address() as AddressInfo).port };
}

function sender(options: Partial<WebhookSenderOptions> = {}) {
  const made = webhookSender({ key: KEY, rules: LOOPBACK, now: () => NOW, ...options });
  ends.push(() => made.close());
  return made;
}

const WEBHOOK = 'a'.repeat(32);
const delivery = (url: string) => ({ webhookId: WEBHOOK, url, event: 'test', deliveryId: 'd-1', body: '{"a":"ü"}' });

describe('a delivery', () => {
  it('is posted as it is, signed, with its id', async () => {
    const { got, port } = await receiver();
    const answer = await sender().send(delivery(`http://127.0.0.1:${port}/hook?x=1`));
    expect(answer).toEqual({ status: 200, error: null });
    const seconds = NOW.getTime() / 1000;
    expect(got).toHaveLength(1);
    expect(got[0]).toMatchObject({
      method: 'POST',
      body: '{"a":"ü"}',
      headers: {
        'content-type': 'application/json',
        'x-assay-delivery': 'd-1',
        'x-assay-event': 'test',
        'x-assay-signature': signWebhook(webhookSecret(KEY, WEBHOOK), seconds, '{"a":"ü"}'),
      },
    });
  });

  it.each([301, 302, 307, 308])('is not sent on by a redirect %i', async (status) => {
    const target = await receiver();
    const { port } = await receiver((_request, response) =>
      response.writeHead(status, { location: `http://127.0.0.1:${target.port}/` }).end(),
    );
    expect(await sender().send(delivery(`http://127.0.0.1:${port}/`))).toEqual({
      status,
      error: 'Redirects are not followed.',
    });
    expect(target.got).toEqual([]);
  });

  it('fails with the status of what is no success', async () => {
    const { port } = await receiver((_request, response) => response.writeHead(500).end('broken'));
    expect(await sender().send(delivery(`http://127.0.0.1:${port}/`))).toEqual({
      status: 500,
      error: 'It answered 500.',
    });
  });

  it('does not wait for a receiver that says nothing', async () => {
    const { port } = await receiver(() => {});
    const answer = await sender({ timeoutMs: 200 }).send(delivery(`http://127.0.0.1:${port}/`));
    expect(answer).toEqual({ status: null, error: 'There was no answer within 0.2 s.' });
  });

  it('counts when the status has come, whatever follows it', async () => {
    const endless = await receiver((_request, response) => {
      const more = () => response.write(Buffer.alloc(65_536)) && setImmediate(more);
      response.on('drain', more);
      more();
    });
    const dripping = await receiver((_request, response) => void response.write('x'));
    for (const { port } of [endless, dripping]) {
      const answer = await sender({ timeoutMs: 500 }).send(delivery(`http://127.0.0.1:${port}/`));
      expect(answer).toEqual({ status: 200, error: null });
    }
  });

  it('fails when nobody listens or the connection breaks', async () => {
    const { port } = await receiver((request) => request.socket.destroy());
    expect(await sender().send(delivery(`http://127.0.0.1:${port}/`))).toMatchObject({ status: null });
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const free = (closed.address() as AddressInfo).port;
    closed.close();
    const answer = await sender().send(delivery(`http://127.0.0.1:${free}/`));
    expect(answer).toEqual({ status: null, error: 'The connection was refused.' });
  });
});

describe('a webhook', () => {
  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0/',
    'https://10.1.2.3/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://172.31.0.1/',
    'https://192.168.0.1/',
    'https://192.0.2.1/',
    'https://198.18.0.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::127.0.0.1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[fd00:ec2::254]/',
    'https://[fe80::1]/',
    'https://[ff02::1]/',
    'https://[2001:db8::1]/',
    'http://example.org/',
    'ftp://example.org/',
    'https://ann:secret@example.org/',
    'nonsense',
  ])('does not lead to %s', async (url) => {
    expect(faultOfWebhookUrl(STRICT_WEBHOOKS, url)).not.toBeNull();
    expect(await sender({ rules: STRICT_WEBHOOKS }).send(delivery(url))).toMatchObject({ status: null });
  });

  it.each(['https://example.org/', 'https://93.184.216.34/', 'https://[2606:2800:220:1::1]:8443/x'])(
    'may lead to %s',
    (url) => {
      expect(faultOfWebhookUrl(STRICT_WEBHOOKS, url)).toBeNull();
    },
  );

  it('does not reach a name that means an address which is not public', async () => {
    const { got, port } = await receiver();
    const rules = { ...STRICT_WEBHOOKS, allowHttp: true };
    const answer = await sender({ rules }).send(delivery(`http://localhost:${port}/`));
    expect(answer).toEqual({ status: null, error: 'Its address is not a public one.' });
    const names = [{ address: '::ffff:127.0.0.1', family: 6 }];
    const resolve: WebhookSenderOptions['resolve'] = (_name, told) => told(null, names);
    expect(await sender({ rules, resolve }).send(delivery(`http://evil.example:${port}/`))).toMatchObject({
      status: null,
    });
    expect(got).toEqual([]);
  });

  it('whose name means another machine a moment later reaches the one that was looked at', async () => {
    const { got, port } = await receiver();
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    let asked = 0;
    const resolve: WebhookSenderOptions['resolve'] = (_name, told) => {
      asked += 1;
      told(
        null,
        (answers.shift() ?? []).map((address) => ({ address, family: 4 })),
      );
    };
    const rules = { allowHttp: true, allowNetworks: ['127.0.0.1'] };
    expect(await sender({ rules, resolve }).send(delivery(`http://rebound.example:${port}/`))).toMatchObject({
      status: 200,
    });
    expect(await sender({ rules, resolve }).send(delivery(`http://rebound.example:${port}/`))).toMatchObject({
      status: null,
    });
    expect([asked, got.length]).toEqual([2, 1]);
  });

  it('goes to the addresses of a name that are allowed, and to no other of them', async () => {
    const { got, port } = await receiver();
    const resolve: WebhookSenderOptions['resolve'] = (_name, told) =>
      told(null, [
        { address: '10.0.0.1', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    expect(await sender({ resolve }).send(delivery(`http://both.example:${port}/`))).toMatchObject({ status: 200 });
    expect(got).toHaveLength(1);
  });
});

it('networks are let through as they are written', () => {
  const rules = { allowHttp: false, allowNetworks: ['10.1.0.0/16', '::1', 'fd00::/8'] };
  expect(['10.1.255.1', '::1', 'fd12::1', '::ffff:10.1.0.1'].map((each) => allowsAddress(rules, each))).not.toContain(
    false,
  );
  expect(['10.2.0.1', '::2', 'fe80::1', 'no address', ''].map((each) => allowsAddress(rules, each))).not.toContain(
    true,
  );
});
