import { putApiKey, revokeApiKey } from '@assay/table';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newApiKey } from '../../src/index.ts';
import { makeAccount, signJwt } from '../../src/testing/index.ts';
import { type KeyStores, startKeyStores } from '../key-stores.ts';
import { startHttp } from './start-http.ts';

let stores: KeyStores;
beforeAll(async () => {
  stores = await startKeyStores();
});
afterAll(() => stores.stop());

/** Credentials that are wrong each for another reason. */
async function wrongOnes(): Promise<Record<string, Record<string, string>>> {
  const [good, revoked] = [await makeAccount(stores), await makeAccount(stores)];
  await revokeApiKey(stores.table, revoked.userId, revoked.token, new Date());
  const bound = async (more: { expiresAt?: string; networks?: string[] }) => {
    const owner = { userName: good.userName, userId: good.userId, accessLevel: 'user' as const, name: 'bound' };
    const { item, token, secret } = await newApiKey(stores.sealer, { ...owner, ...more }, new Date());
    await putApiKey(stores.table, item);
    return { 'x-apikey': signJwt(secret, { public_api_token: token, UserID: good.userId }) };
  };
  return {
    unknown: { 'x-apikey': signJwt('a'.repeat(64), { public_api_token: '0'.repeat(30), UserID: good.userId }) },
    forged: { 'x-apikey': signJwt('a'.repeat(64), { public_api_token: good.token, UserID: good.userId }) },
    revoked: revoked.headers(),
    expired: await bound({ expiresAt: new Date(stores.time.now - 1).toISOString() }),
    elsewhere: await bound({ networks: ['198.51.100.0/24'] }),
    rubbish: { authorization: 'Bearer rubbish' },
    'no such session': { cookie: `__Host-assay=${'A'.repeat(43)}` },
  };
}

it('every wrong credential is answered alike', async () => {
  const app = startHttp(stores);
  const answers = [];
  for (const headers of Object.values(await wrongOnes())) {
    const { statusCode, headers: sent, body } = await app.inject({ url: '/api/v1/read', headers });
    const { date: _date, 'x-request-id': _id, ...rest } = sent;
    answers.push(JSON.stringify({ statusCode, rest, body }));
  }
  expect(new Set(answers).size).toBe(1);
  expect(JSON.parse(answers[0] ?? '')).toMatchObject({
    statusCode: 401,
    body: '{"error":{"code":"WrongCredentialsError","message":"Wrong API key"}}',
  });
});

it('none at all is told apart', async () => {
  const answer = await startHttp(stores).inject({ url: '/api/v1/read' });
  expect(answer.statusCode).toBe(401);
  expect(answer.json()).toMatchObject({ error: { code: 'AuthenticationRequiredError' } });
});

it('a proxy that nobody trusts cannot say from where a request comes', async () => {
  const { userName, userId } = await makeAccount(stores);
  const key = { userName, userId, accessLevel: 'user' as const, name: 'bound', networks: ['198.51.100.7'] };
  const { item, token, secret } = await newApiKey(stores.sealer, key, new Date());
  await putApiKey(stores.table, item);
  const headers = {
    'x-apikey': signJwt(secret, { public_api_token: token, UserID: userId }),
    'x-forwarded-for': '198.51.100.7',
  };
  const ask = (trusted: string[] | undefined) =>
    startHttp(stores, {}, trusted).inject({ url: '/api/v1/read', headers, remoteAddress: '10.0.0.1' });
  expect((await ask(undefined)).statusCode).toBe(401);
  expect((await ask([])).statusCode).toBe(401);
  expect((await ask(['10.0.0.2'])).statusCode).toBe(401);
  expect((await ask(['10.0.0.0/8'])).statusCode).toBe(200);
});
