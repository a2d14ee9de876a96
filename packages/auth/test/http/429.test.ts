import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeAccount } from '../../src/testing/index.ts';
import { UNBOUNDED } from '../gates.ts';
import { type KeyStores, startKeyStores } from '../key-stores.ts';
import { startHttp } from './start-http.ts';

let stores: KeyStores;
beforeAll(async () => {
  stores = await startKeyStores();
  stores.time.now = (Math.floor(stores.time.now / 60_000) + 1) * 60_000 + 18_000;
});
afterAll(() => stores.stop());

it('a quota that is used up says so in code, headers and words; before it every answer says what is left', async () => {
  const app = startHttp(stores, { limits: { ...UNBOUNDED, perUser: { requestsPerMinute: 1 } } });
  const account = await makeAccount(stores);
  const ask = () => app.inject({ url: '/api/v1/read', headers: account.headers() });
  expect((await ask()).headers).toMatchObject({
    'ratelimit-limit': '1',
    'ratelimit-remaining': '0',
    'ratelimit-reset': '42',
    'x-assay-quota-requests-per-minute': 'limit=1, remaining=0, reset=42',
  });
  const refused = await ask();
  expect(refused.statusCode).toBe(429);
  expect(refused.headers).toMatchObject({ 'retry-after': '42', 'ratelimit-remaining': '0' });
  expect(refused.json()).toEqual({
    error: { code: 'QuotaExceededError', message: 'Quota exceeded: 1 requests per minute.' },
  });
});

it('an address that asks too often without credentials must wait', async () => {
  const app = startHttp(stores, { limits: { ...UNBOUNDED, anonymousPerMinute: 1 } });
  const ask = (remoteAddress: string) => app.inject({ url: '/api/v1/about', remoteAddress });
  expect((await ask('198.51.100.1')).statusCode).toBe(200);
  const refused = await ask('198.51.100.1');
  expect(refused.statusCode).toBe(429);
  expect(refused.headers['retry-after']).toBe('42');
  expect(refused.json()).toMatchObject({ error: { code: 'TooManyRequestsError' } });
  expect((await ask('198.51.100.2')).statusCode).toBe(200);
});
