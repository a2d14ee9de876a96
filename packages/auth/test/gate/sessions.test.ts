import type { UserItem } from '@assay/contracts';
import { createUser, newUser, userId } from '@assay/table';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Arrival, createSessions, noSessionCookie, type Sessions, sessionCookie } from '../../src/index.ts';
import { makeAccount } from '../../src/testing/index.ts';
import { ARRIVAL, openGate } from '../gates.ts';
import { type KeyStores, startKeyStores } from '../key-stores.ts';
import { ANALYSE, MANAGE, READ, WRITE } from '../operations.ts';

let stores: KeyStores;
let sessions: Sessions;
let user: UserItem;
beforeAll(async () => {
  stores = await startKeyStores();
  sessions = createSessions({ ...stores, clock: () => stores.time.now });
  user = newUser({ userName: 'ann', accessLevel: 'user', passwordHash: '-' }, new Date(stores.time.now));
  await createUser(stores.table, user);
});
afterAll(() => stores.stop());

const begin = () => sessions.begin(user, { client: null, address: null });
const pair = (secret: string, origin = ARRIVAL.origin) => sessionCookie(origin, secret).split(';')[0] ?? '';
const wrong = { kind: 'wrong-credentials', message: 'Wrong API key' };
const PAGE = { 'x-assay-request': '1', origin: ARRIVAL.origin, 'sec-fetch-site': 'same-origin' };

/** A request with this cookie. */
const arrival = (cookie: string, more: Partial<Arrival> = {}): Arrival => ({
  ...ARRIVAL,
  ...more,
  headers: { cookie, ...more.headers },
});

describe('the cookie', () => {
  it('is for our host alone, for no script and no other site', () => {
    expect(sessionCookie('https://assay.test', 's')).toBe(
      '__Host-assay=s; Max-Age=43200; Path=/; HttpOnly; SameSite=Strict; Secure',
    );
    expect(noSessionCookie('https://assay.test')).toMatch(/^__Host-assay=; Max-Age=0; Path=\/; .*Secure$/);
    expect(sessionCookie('http://localhost:8080', 's')).toBe(
      'assay=s; Max-Age=43200; Path=/; HttpOnly; SameSite=Strict',
    );
  });

  it('lets its user in, beside cookies of others', async () => {
    const { secret, record } = await begin();
    const { caller } = await openGate(stores).admit(arrival(`a=b; ${pair(secret)}; c`), READ);
    expect(caller).toEqual({
      userName: 'ann',
      userId: userId('ann'),
      accessLevel: 'user',
      token: null,
      sessionId: record.sessionId,
    });
  });

  it('has another name over plain HTTP, and neither counts as the other', async () => {
    const { secret } = await begin();
    const http = { origin: 'http://localhost:8080' };
    const gate = openGate(stores);
    expect(await gate.admit(arrival(pair(secret, http.origin), http), READ)).toBeDefined();
    await expect(gate.admit(arrival(pair(secret, http.origin)), READ)).rejects.toMatchObject({
      kind: 'no-credentials',
    });
    await expect(gate.admit(arrival(pair(secret), http), READ)).rejects.toMatchObject({ kind: 'no-credentials' });
  });

  it('does not count when it is there twice', async () => {
    const { secret } = await begin();
    const cookie = `${pair(secret)}; ${pair((await begin()).secret)}`;
    await expect(openGate(stores).admit(arrival(cookie), READ)).rejects.toMatchObject({ kind: 'no-credentials' });
  });

  it('gives way to a JWT, also to a wrong one', async () => {
    const { secret } = await begin();
    const account = await makeAccount(stores);
    const gate = openGate(stores);
    const headers = account.headers();
    expect((await gate.admit(arrival(pair(secret), { headers }), READ)).caller.token).toBe(account.token);
    const forged = { authorization: `${headers.authorization}x` };
    await expect(gate.admit(arrival(pair(secret), { headers: forged }), READ)).rejects.toMatchObject(wrong);
  });

  it('of nobody is refused in the words of a wrong key, whatever is in it', async () => {
    const gate = openGate(stores);
    await expect(gate.admit(arrival(pair('A'.repeat(43))), READ)).rejects.toMatchObject(wrong);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
        for (const cookie of [text, `__Host-assay=${text}`]) {
          await expect(gate.admit(arrival(cookie), READ)).rejects.toMatchObject({
            kind: expect.stringMatching(/^(wrong|no)-credentials$/),
          });
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('what changes something', () => {
  const post = (secret: string, headers: Record<string, string>) => arrival(pair(secret), { method: 'POST', headers });

  it.each([
    ['from our page', PAGE],
    ['from what says no origin', { 'x-assay-request': '1' }],
    ['with the origin in capitals', { ...PAGE, origin: 'HTTPS://ASSAY.TEST' }],
    ['with the port that goes without saying', { ...PAGE, origin: 'https://assay.test:443' }],
  ])('is let through %s', async (_name, headers) => {
    const { secret } = await begin();
    expect(await openGate(stores).admit(post(secret, headers), WRITE)).toBeDefined();
  });

  it.each([
    ['nothing', {}],
    ['another value in the header', { ...PAGE, 'x-assay-request': '0' }],
    ['another origin', { ...PAGE, origin: 'https://evil.test' }],
    ['an origin that begins like ours', { ...PAGE, origin: 'https://assay.test.evil.test' }],
    ['an origin of another scheme', { ...PAGE, origin: 'http://assay.test' }],
    ['the origin of a sandbox', { ...PAGE, origin: 'null' }],
    ['another site', { ...PAGE, 'sec-fetch-site': 'cross-site' }],
    ['a site beside ours', { ...PAGE, 'sec-fetch-site': 'same-site' }],
  ])('is forbidden with %s', async (_name, headers) => {
    const { secret } = await begin();
    const gate = openGate(stores);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      await expect(gate.admit({ ...post(secret, headers), method }, WRITE)).rejects.toMatchObject({
        kind: 'forbidden',
      });
    }
    const account = await makeAccount(stores);
    const key = { ...ARRIVAL, method: 'POST', headers: { ...headers, ...account.headers() } };
    expect(await gate.admit(key, WRITE)).toBeDefined();
  });
});

describe('what the operation asks for', () => {
  it('is refused to lower levels, in a session as by a key', async () => {
    const { secret } = await begin();
    const gate = openGate(stores);
    const forbidden = { kind: 'forbidden' };
    await expect(gate.admit(arrival(pair(secret)), ANALYSE)).rejects.toMatchObject(forbidden);
    const [low, high] = [await makeAccount(stores), await makeAccount(stores, { accessLevel: 'admin' })];
    await expect(gate.admit({ ...ARRIVAL, headers: low.headers() }, ANALYSE)).rejects.toMatchObject(forbidden);
    expect(await gate.admit({ ...ARRIVAL, headers: high.headers() }, ANALYSE)).toBeDefined();
  });

  it('may be the password again, after a quarter of an hour, of sessions alone', async () => {
    const { secret, record } = await begin();
    const manage = arrival(pair(secret), { method: 'POST', headers: PAGE });
    const [here, there] = [openGate(stores), openGate(stores)];
    stores.time.now += 15 * 60_000;
    expect(await here.admit(manage, MANAGE)).toBeDefined();
    stores.time.now += 1;
    for (const gate of [here, there]) {
      await expect(gate.admit(manage, MANAGE)).rejects.toMatchObject({ kind: 'password-required' });
      expect(await gate.admit(manage, WRITE)).toBeDefined();
    }
    await sessions.confirm(record.sessionId);
    // At once, although both have read the session within this second.
    for (const gate of [here, there]) expect(await gate.admit(manage, MANAGE)).toBeDefined();
    const key = await makeAccount(stores);
    expect(await here.admit({ ...ARRIVAL, headers: key.headers() }, MANAGE)).toBeDefined();
  });
});

it('a session that ended is over within a second everywhere', async () => {
  const { secret } = await begin();
  const gate = openGate(stores);
  await gate.admit(arrival(pair(secret)), READ);
  await sessions.endAll(userId('ann'));
  stores.time.now += 1000;
  await expect(gate.admit(arrival(pair(secret)), READ)).rejects.toMatchObject(wrong);
});
