import { createSecretKey, randomBytes } from 'node:crypto';
import type { TestAccount } from '@assay/auth/testing';
import {
  NewWebhookObject,
  WebhookDeliveryList,
  WebhookDeliveryObject,
  WebhookList,
  WebhookObject,
} from '@assay/contracts';
import { webhookSecret } from '@assay/events';
import { changeDelivery, changeWebhook, getWebhook, listDueDeliveries } from '@assay/table';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Accounts, startAccounts } from '../start-accounts.ts';

const KEY = createSecretKey(randomBytes(32));
let accounts: Accounts;
let ada: TestAccount;
beforeAll(async () => {
  const rules = { allowHttp: false, allowNetworks: ['10.1.0.0/16'] };
  accounts = await startAccounts({ webhooks: { key: KEY, rules } });
});
afterAll(() => accounts.stop());
beforeEach(async () => {
  ada = await accounts.account();
});

const call = (by: TestAccount, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) =>
  accounts.app.inject({
    method,
    url: `/api/v1/webhooks${path}`,
    headers: by.headers(),
    ...(payload === undefined ? {} : { payload }),
  });

const URL = 'https://hooks.example.org/assay';
async function made(by = ada, url = URL) {
  const answer = await call(by, 'POST', '', { url, events: ['scan.completed'] });
  expect(answer.statusCode, answer.body).toBe(200);
  return NewWebhookObject.parse(answer.json());
}

describe('a webhook', () => {
  it('is made with a secret that is shown this once', async () => {
    const { data, secret } = await made();
    expect(secret).toBe(webhookSecret(KEY, data.id));
    expect(data.attributes).toMatchObject({ url: URL, events: ['scan.completed'], enabled: true, failures: 0 });
    const shown = await call(ada, 'GET', `/${data.id}`);
    expect(WebhookObject.parse(shown.json()).data).toEqual(data);
    expect(shown.body).not.toContain(secret);
    const listed = WebhookList.parse((await call(ada, 'GET', '')).json());
    expect(listed.data).toEqual([data]);
    expect(accounts.lines.join('')).not.toContain(secret);
  });

  it('is changed, and begins without its failures when it is switched on or led elsewhere', async () => {
    const { data } = await made();
    const fail = () =>
      changeWebhook(accounts.table, ada.userId, data.id, (item) =>
        item === null ? null : { ...item, Enabled: false, Failures: 20, Note: 'failed' },
      );
    await fail();
    const events = await call(ada, 'PATCH', `/${data.id}`, { events: ['verdict.changed'] });
    expect(events.json().data.attributes).toMatchObject({ events: ['verdict.changed'], enabled: false, failures: 20 });
    const on = await call(ada, 'PATCH', `/${data.id}`, { enabled: true });
    expect(on.json().data.attributes).toMatchObject({ enabled: true, failures: 0, note: null });
    await fail();
    const led = await call(ada, 'PATCH', `/${data.id}`, { url: 'https://other.example.org/' });
    expect(led.json().data.attributes).toMatchObject({ url: 'https://other.example.org/', failures: 0 });
  });

  it('that begins anew is sent at once what waited because of its failures', async () => {
    const { data } = await made();
    const { id } = WebhookDeliveryObject.parse((await call(ada, 'POST', `/${data.id}/test`)).json()).data;
    const late = new Date(Date.now() + 3_600_000).toISOString();
    const isDue = async () => {
      const due = await listDueDeliveries(accounts.table, new Date(), 100);
      return due.some(({ FileID }) => FileID === `#delivery#${id}`);
    };
    for (const patch of [{ enabled: true }, { url: 'https://other.example.org/' }]) {
      await changeDelivery(accounts.table, ada.userId, id, (item) => (item === null ? null : { ...item, DueAt: late }));
      await call(ada, 'PATCH', `/${data.id}`, { events: ['verdict.changed'] });
      expect(await isDue()).toBe(false);
      expect((await call(ada, 'PATCH', `/${data.id}`, patch)).statusCode).toBe(200);
      expect(await isDue()).toBe(true);
    }
  });

  it('is removed', async () => {
    const { data } = await made();
    expect((await call(ada, 'DELETE', `/${data.id}`)).json()).toEqual({ data: { type: 'webhook', id: data.id } });
    expect((await call(ada, 'GET', `/${data.id}`)).statusCode).toBe(404);
    expect((await call(ada, 'DELETE', `/${data.id}`)).statusCode).toBe(404);
  });

  it('is tested by a delivery, of which the list tells', async () => {
    const { data } = await made();
    const sent = await call(ada, 'POST', `/${data.id}/test`);
    expect(sent.statusCode).toBe(200);
    const delivery = WebhookDeliveryObject.parse(sent.json()).data;
    expect(delivery.attributes).toMatchObject({ event: 'test', state: 'waiting', attempts: 0 });
    const due = await listDueDeliveries(accounts.table, new Date(), 100);
    expect(due.map(({ FileID }) => FileID)).toContain(`#delivery#${delivery.id}`);
    const ended = { DeliveryID: `${data.id}-1`, Event: 'scan.completed', Attempts: 2, At: new Date().toISOString() };
    await changeWebhook(accounts.table, ada.userId, data.id, (item) =>
      item === null ? null : { ...item, Recent: [{ ...ended, Status: null, Error: 'refused', Outcome: 'given-up' }] },
    );
    const list = WebhookDeliveryList.parse((await call(ada, 'GET', `/${data.id}/deliveries`)).json());
    expect(list.data.map(({ attributes }) => attributes.state)).toEqual(['waiting', 'given-up']);
    await call(ada, 'PATCH', `/${data.id}`, { enabled: false });
    expect((await call(ada, 'POST', `/${data.id}/test`)).statusCode).toBe(409);
  });

  it("of somebody else is not there, whatever is done with it, for an admin's eyes neither", async () => {
    const { data } = await made();
    const eve = await accounts.account({ accessLevel: 'admin' });
    const answers = [
      await call(eve, 'GET', `/${data.id}`),
      await call(eve, 'PATCH', `/${data.id}`, { enabled: false }),
      await call(eve, 'DELETE', `/${data.id}`),
      await call(eve, 'POST', `/${data.id}/test`),
      await call(eve, 'GET', `/${data.id}/deliveries`),
      await call(eve, 'GET', `/${'0'.repeat(32)}`),
      await call(eve, 'GET', '/%23user'),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(7).fill(404));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(await getWebhook(accounts.table, ada.userId, data.id)).toMatchObject({ Enabled: true });
    expect(WebhookList.parse((await call(eve, 'GET', '')).json()).data).toEqual([]);
  });
});

describe('400', () => {
  it.each([
    'http://hooks.example.org/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://169.254.169.254/',
    'https://10.2.0.1/',
    'https://ann:secret@hooks.example.org/',
    'file:///etc/passwd',
    'nonsense',
    `https://hooks.example.org/${'x'.repeat(2048)}`,
  ])('for a webhook that leads to %s', async (url) => {
    expect((await call(ada, 'POST', '', { url, events: ['scan.completed'] })).statusCode).toBe(400);
    const { data } = await made();
    expect((await call(ada, 'PATCH', `/${data.id}`, { url })).statusCode).toBe(400);
  });

  it.each([
    {},
    { url: URL },
    { url: URL, events: [] },
    { url: URL, events: ['everything'] },
    { url: URL, events: ['scan.completed'], secret: 'x' },
  ])('for %j', async (body) => {
    expect((await call(ada, 'POST', '', body)).statusCode).toBe(400);
  });
});

it('a network that the operator lets through is one', async () => {
  await made(ada, 'https://10.1.2.3/hook');
});

it('409 for more than twenty', async () => {
  for (let n = 0; n < 20; n += 1) await made();
  expect((await call(ada, 'POST', '', { url: URL, events: ['scan.completed'] })).statusCode).toBe(409);
});

it('409 where webhooks are not set up', async () => {
  const app = accounts.another({});
  const request = { headers: ada.headers(), payload: { url: URL, events: ['scan.completed'] } };
  const answer = await app.inject({ method: 'POST', url: '/api/v1/webhooks', ...request });
  expect(answer.statusCode).toBe(409);
  expect((await app.inject({ url: '/api/v1/webhooks', headers: ada.headers() })).statusCode).toBe(200);
});
