import { readdirSync, renameSync } from 'node:fs';
import { connectApi, signToken } from '@assay/cli';
import { AuditList, NewApiKeyObject, NewUserObject } from '@assay/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTestSystem, type TestSystem, temporaryData } from './support/start-test-system.ts';
import { completed, freshFile, upload } from './support/uploads.ts';

const data = temporaryData();
let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem(data);
});

type Credentials = TestSystem['credentials'];

/** A request by an API key. */
async function call(by: Credentials, method: string, path: string, body?: object) {
  const answer = await fetch(`${system.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${signToken(by)}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: await answer.json() };
}

/** A request as a page of ours makes it, with the cookies it was given. */
async function browse(cookie: string, method: string, path: string, body?: object) {
  const answer = await fetch(`${system.url}/api/v1${path}`, {
    method,
    headers: { cookie, 'x-assay-request': '1', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const cookies = answer.headers.getSetCookie().map((text) => text.split(';')[0]);
  return { status: answer.status, json: await answer.json(), cookie: cookies.join('; ') };
}

const signIn = (user_name: string, password: string) => browse('', 'POST', '/sessions', { user_name, password });

/** Names of objects in the sample store that carry this user's name. */
const objectsOf = (userName: string) =>
  readdirSync(system.data.samples, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes(userName));

describe('a person', () => {
  it('signs in, makes a key, uploads with it, and is gone with everything when an admin deletes them', async () => {
    const made = await call(system.credentials, 'POST', '/users', { user_name: 'grace' });
    const { cookie, status } = await signIn('grace', NewUserObject.parse(made.json).password ?? '');
    expect(status).toBe(200);
    const key = NewApiKeyObject.parse((await browse(cookie, 'POST', '/users/grace/keys', { name: 'first' })).json);
    const grace: Credentials = {
      ...system.credentials,
      username: 'grace',
      user_id: key.user_id,
      public_api_token: key.public_api_token,
      secret_key: key.secret,
    };
    const api = connectApi(system.url, grace);
    const accepted = await upload(api, freshFile());
    await completed(api, accepted);
    expect((await call(system.credentials, 'GET', `/files/${accepted.sha256}`)).status).toBe(200);
    expect(objectsOf('grace').length).toBeGreaterThan(0);

    expect((await call(system.credentials, 'DELETE', '/users/grace')).status).toBe(200);
    expect((await call(grace, 'GET', '/users/me')).status).toBe(401);
    await expect.poll(async () => (await browse(cookie, 'GET', '/users/me')).status, { timeout: 10_000 }).toBe(401);
    await expect
      .poll(async () => (await call(system.credentials, 'GET', '/users/grace')).status, { timeout: 60_000 })
      .toBe(404);
    expect(objectsOf('grace')).toEqual([]);
    expect((await call(system.credentials, 'GET', `/files/${accepted.sha256}`)).status).toBe(404);
    expect((await call(system.credentials, 'POST', '/users', { user_name: 'grace' })).status).toBe(409);
  });
});

describe('the last administrator', () => {
  it('who has lost everything gets back in by the one who has the machine', async () => {
    const lost = system.credentials;
    await system.stop();
    renameSync(system.data.credentials, `${system.data.credentials}.lost`);
    system = await startTestSystem(data);
    expect(system.credentials.password).not.toBe(lost.password);
    expect((await signIn(lost.username, lost.password)).status).toBe(401);
    expect((await signIn(lost.username, system.credentials.password)).status).toBe(200);
    const { json } = await call(system.credentials, 'GET', '/audit?action=user.rescue');
    expect(AuditList.parse(json).data.map(({ attributes }) => attributes)).toEqual([
      expect.objectContaining({ actor: 'system', subject: lost.username }),
    ]);
  });
});
