import { createUser, newUser } from '@assay/table';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSessions } from '../../src/index.ts';
import { type KeyStores, startKeyStores } from '../key-stores.ts';
import { cookie, ORIGIN, startHttp } from './start-http.ts';

let stores: KeyStores;
let session: Record<string, string>;
beforeAll(async () => {
  stores = await startKeyStores();
  const user = newUser({ userName: 'ann', accessLevel: 'user', passwordHash: '-' }, new Date());
  await createUser(stores.table, user);
  const sessions = createSessions({ ...stores, clock: () => stores.time.now });
  session = cookie((await sessions.begin(user, { client: null, address: null })).secret);
});
afterAll(() => stores.stop());

const code = (answer: { json(): unknown }) => (answer.json() as { error: { code: string } }).error.code;

it("somebody else's page reads nothing into its form and changes nothing", async () => {
  const app = startHttp(stores);
  const post = (headers: Record<string, string>) =>
    app.inject({ method: 'POST', url: '/api/v1/write', headers: { ...session, ...headers }, payload: '{}' });
  const form = await post({ origin: 'https://evil.test', 'content-type': 'application/x-www-form-urlencoded' });
  expect([form.statusCode, code(form)]).toEqual([403, 'ForbiddenError']);
  expect((await post({ origin: ORIGIN, 'content-type': 'application/json' })).statusCode).toBe(403);
  const own = { origin: ORIGIN, 'content-type': 'application/json', 'x-assay-request': '1' };
  expect((await post(own)).statusCode).toBe(200);
  expect((await app.inject({ url: '/api/v1/read', headers: session })).statusCode).toBe(200);
});

it('a password that was given long ago is asked for again', async () => {
  const app = startHttp(stores);
  const manage = () =>
    app.inject({ method: 'POST', url: '/api/v1/manage', headers: { ...session, 'x-assay-request': '1' } });
  expect((await manage()).statusCode).toBe(200);
  stores.time.now += 15 * 60_000 + 1;
  const answer = await manage();
  expect([answer.statusCode, code(answer)]).toEqual([403, 'PasswordRequiredError']);
});
