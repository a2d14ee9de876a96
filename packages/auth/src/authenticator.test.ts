import { randomBytes } from 'node:crypto';
import { changeUser, revokeApiKey, userId } from '@assay/table';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticating, type KeyStores, startKeyStores } from '../test/key-stores.ts';
import { revokeCached } from './index.ts';
import { CACHED_MS } from './key-cache.ts';
import { makeAccount, signJwt } from './testing/index.ts';

let stores: KeyStores;
beforeAll(async () => {
  stores = await startKeyStores();
});
afterAll(() => stores.stop());

/** The real Redis, but for these commands. */
const instead = (commands: object): typeof stores.redis => Object.assign(Object.create(stores.redis), commands);

const bearer = (jwt: string) => ({ authorization: `Bearer ${jwt}` });
const wrong = { kind: 'wrong-credentials', message: 'Wrong API key' };

describe('a request is authenticated', () => {
  it.each([
    ['Authorization: Bearer', (jwt: string) => ({ authorization: `Bearer ${jwt}` })],
    ['authorization in lower case', (jwt: string) => ({ authorization: `bearer ${jwt}` })],
    ['x-apikey', (jwt: string) => ({ 'x-apikey': jwt })],
    ['Bearer', (jwt: string) => ({ bearer: jwt })],
    [
      'x-apikey beside the Basic credentials of a proxy',
      (jwt: string) => ({ authorization: 'Basic eA==', 'x-apikey': jwt }),
    ],
  ])('by %s', async (_name, headers) => {
    const account = await makeAccount(stores, { accessLevel: 'analyst' });
    expect(await stores.process().authenticate(headers(account.jwt()))).toEqual({
      userName: account.userName,
      userId: account.userId,
      accessLevel: 'analyst',
      token: account.token,
      sessionId: null,
    });
  });

  it('by the record in Redis alone once it is there', async () => {
    const account = await makeAccount(stores);
    await stores.process().authenticate(account.headers());
    const away = { ...stores.table, client: { send: () => Promise.reject(new Error('away')), destroy() {} } };
    const other = authenticating({ ...stores, table: away, clock: () => stores.time.now });
    expect(await other.authenticate(account.headers())).toMatchObject({ token: account.token });
  });

  it('by the table when Redis has lost everything', async () => {
    const account = await makeAccount(stores);
    await stores.process().authenticate(account.headers());
    await stores.redis.flushall();
    expect(await stores.process().authenticate(account.headers())).toMatchObject({ token: account.token });
  });

  it('with one look-up for all requests that come at once', async () => {
    const account = await makeAccount(stores);
    let reads = 0;
    const redis = instead({
      get: (key: string) => {
        reads += 1;
        return stores.redis.get(key);
      },
    });
    const process = authenticating({ ...stores, redis, clock: () => stores.time.now });
    await Promise.all(Array.from({ length: 20 }, () => process.authenticate(account.headers())));
    expect(reads).toBe(1);
  });
});

describe('what is kept in Redis', () => {
  it('shows no secret and ends by itself', async () => {
    const account = await makeAccount(stores);
    await stores.process().authenticate(account.headers());
    const kept = (await stores.redis.get(`apikey:${account.token}`)) ?? '';
    expect(kept).toMatch(/^a1\./);
    expect(kept).not.toContain(account.secret);
    expect(await stores.redis.pttl(`apikey:${account.token}`)).toBeGreaterThan(0);
  });

  it('is of no use to who can write there: an old record stops opening', async () => {
    const account = await makeAccount(stores);
    await stores.process().authenticate(account.headers());
    const kept = (await stores.redis.get(`apikey:${account.token}`)) ?? '';
    await revokeApiKey(stores.table, account.userId, account.token, new Date());
    await revokeCached(stores.redis, account.token);
    await stores.redis.set(`apikey:${account.token}`, kept);
    stores.time.now += CACHED_MS + 1;
    await expect(stores.process().authenticate(account.headers())).rejects.toMatchObject(wrong);
  });

  it("does not make one user's key another's", async () => {
    const [account, admin] = [await makeAccount(stores), await makeAccount(stores, { accessLevel: 'admin' })];
    await stores.process().authenticate(admin.headers());
    const kept = (await stores.redis.get(`apikey:${admin.token}`)) ?? '';
    await stores.redis.set(`apikey:${account.token}`, kept);
    expect(await stores.process().authenticate(account.headers())).toMatchObject({ accessLevel: 'user' });
  });

  it('may be rubbish without keeping anybody out or letting anybody in', async () => {
    const account = await makeAccount(stores);
    await stores.redis.set(`apikey:${account.token}`, 'rubbish');
    expect(await stores.process().authenticate(account.headers())).toMatchObject({ token: account.token });
    await expect(
      stores
        .process()
        .authenticate(
          bearer(signJwt(randomBytes(32).toString('hex'), { public_api_token: account.token, UserID: account.userId })),
        ),
    ).rejects.toMatchObject(wrong);
  });
});

describe('a revoked key', () => {
  it('stops working in every process within a second', async () => {
    const account = await makeAccount(stores);
    const processes = [stores.process(), stores.process()];
    for (const process of processes) await process.authenticate(account.headers());
    await revokeApiKey(stores.table, account.userId, account.token, new Date());
    await revokeCached(stores.redis, account.token);
    stores.time.now += 1000;
    for (const process of [...processes, stores.process()]) {
      await expect(process.authenticate(account.headers())).rejects.toMatchObject(wrong);
    }
  });

  it('stays revoked when Redis has lost the tombstone', async () => {
    const account = await makeAccount(stores);
    await revokeApiKey(stores.table, account.userId, account.token, new Date());
    await expect(stores.process().authenticate(account.headers())).rejects.toMatchObject(wrong);
  });

  it('is not put back by a process that read the table before the revocation', async () => {
    const account = await makeAccount(stores);
    let revokeNow = async () => {};
    const redis = instead({
      // Between the reading of the table and the keeping of what was read.
      set: async (...given: Parameters<typeof stores.redis.set>) => {
        await revokeNow();
        return stores.redis.set(...given);
      },
    });
    revokeNow = async () => {
      await revokeApiKey(stores.table, account.userId, account.token, new Date());
      await revokeCached(stores.redis, account.token);
    };
    const process = authenticating({ ...stores, clock: Date.now, redis, wait: () => Promise.resolve() });
    await expect(process.authenticate(account.headers())).rejects.toMatchObject(wrong);
    await expect(stores.process().authenticate(account.headers())).rejects.toMatchObject(wrong);
  });

  it('has a tombstone that outlives every record that could have been kept', async () => {
    const account = await makeAccount(stores);
    await revokeCached(stores.redis, account.token);
    expect(await stores.redis.pttl(`apikey:${account.token}`)).toBeGreaterThan(CACHED_MS);
  });
});

it("a disabled user's keys do not work", async () => {
  const account = await makeAccount(stores);
  await changeUser(stores.table, account.userId, { Disabled: true });
  await expect(stores.process().authenticate(account.headers())).rejects.toMatchObject(wrong);
});

describe('with Redis away', () => {
  it('nothing is accepted and nothing is called wrong', async () => {
    const other = await startKeyStores();
    const account = await makeAccount(other);
    await other.process().authenticate(account.headers());
    await other.server.kill();
    await expect(other.process().authenticate(account.headers())).rejects.toMatchObject({ kind: 'transient' });
    await other.stop();
  });
});

it('a Redis that hangs is waited for no longer than a command may take', async () => {
  const other = await startKeyStores();
  const account = await makeAccount(other);
  await other.process().authenticate(account.headers());
  await other.redis.client('PAUSE', 60_000, 'ALL');
  await expect(other.process().authenticate(account.headers())).rejects.toMatchObject({ kind: 'transient' });
  await other.stop();
});

describe('times', () => {
  const now = () => Math.floor(stores.time.now / 1000);
  it.each([
    ['an exp in the future', () => ({ exp: now() + 60 }), true],
    ['an exp in the past', () => ({ exp: now() - 1 }), false],
    ['an exp of just now', () => ({ exp: now() }), false],
    ['an exp that is text', () => ({ exp: `${now() + 60}` }), false],
    ['an exp that is null', () => ({ exp: null }), false],
    ['an nbf in the past', () => ({ nbf: now() - 60 }), true],
    ['an nbf in the future', () => ({ nbf: now() + 60 }), false],
    ['an nbf that is text', () => ({ nbf: '0' }), false],
    ['an iat in the past', () => ({ iat: now() - 60 }), true],
    ['an iat in the future', () => ({ iat: now() + 60 }), false],
    ['an iat of a clock that runs a little before ours', () => ({ iat: now() + 5 }), true],
    ['an iat that is a list', () => ({ iat: [0] }), false],
  ])('%s', async (_name, claims, accepted) => {
    const account = await makeAccount(stores);
    const answer = stores.process().authenticate(bearer(account.jwt(claims())));
    if (accepted) expect(await answer).toMatchObject({ token: account.token });
    else await expect(answer).rejects.toMatchObject(wrong);
  });

  it('a token without exp is refused where its key forbids it', async () => {
    const account = await makeAccount(stores, { requireExp: true });
    await expect(stores.process().authenticate(account.headers())).rejects.toMatchObject(wrong);
    const jwt = account.jwt({ exp: now() + 60 });
    expect(await stores.process().authenticate(bearer(jwt))).toMatchObject({ token: account.token });
  });
});

describe('no credentials are told from wrong ones', () => {
  it.each([{}, { authorization: '' }, { authorization: 'Basic eDp5' }, { 'x-apikey': '  ' }])('%j', async (headers) => {
    await expect(stores.process().authenticate(headers)).rejects.toMatchObject({
      kind: 'no-credentials',
      message: 'X-Apikey header is missing',
    });
  });
});

it('unknown, forged and revoked are refused with the same words and on the same beat', async () => {
  const [known, revoked] = [await makeAccount(stores), await makeAccount(stores)];
  await revokeApiKey(stores.table, revoked.userId, revoked.token, new Date());
  const unknown = { public_api_token: 'x'.repeat(30), UserID: userId('nobody') };
  const waits: number[] = [];
  const process = authenticating({
    clock: () => stores.time.now,
    ...stores,
    wait: async (ms) => {
      waits.push(ms);
    },
  });
  const forged = signJwt('a'.repeat(64), { public_api_token: known.token, UserID: known.userId });
  const answers = [];
  for (const jwt of [signJwt('a'.repeat(64), unknown), forged, revoked.jwt(), 'rubbish']) {
    answers.push(
      await process
        .authenticate(bearer(jwt))
        .catch((error: unknown) => JSON.stringify({ ...(error as object), text: String(error) })),
    );
  }
  expect(new Set(answers).size).toBe(1);
  expect(waits).toHaveLength(4);
  for (const ms of waits) expect(ms).toSatisfy((wait: number) => wait > 0 && wait <= 50);
});
