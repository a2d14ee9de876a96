import type { Operation, QuotaLimits } from '@assay/contracts';
import { changeUser } from '@assay/table';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSessions, sessionCookie } from '../../src/index.ts';
import { makeAccount, type TestAccount } from '../../src/testing/index.ts';
import { ARRIVAL, openGate, UNBOUNDED } from '../gates.ts';
import { type KeyStores, startKeyStores } from '../key-stores.ts';
import { POLL, READ, UPLOAD } from '../operations.ts';

let stores: KeyStores;
beforeAll(async () => {
  stores = await startKeyStores();
});
afterAll(() => stores.stop());

/** Ten seconds into a minute, an hour and a day. */
beforeEach(() => {
  stores.time.now = (Math.floor(stores.time.now / 86_400_000) + 1) * 86_400_000 + 10_000;
});

const gateWith = (perUser: QuotaLimits) => openGate(stores, { limits: { ...UNBOUNDED, perUser } });
const of = (account: TestAccount, headers: Record<string, string> = {}) => ({
  ...ARRIVAL,
  headers: { ...account.headers(), ...headers },
});
const quota = { kind: 'quota' };

/** The limits of a user, which their key carries along. */
async function makeUser(quotas: QuotaLimits | null): Promise<TestAccount> {
  const account = await makeAccount(stores);
  await changeUser(stores.table, account.userId, { Quotas: quotas });
  return account;
}

describe('requests', () => {
  it('beyond the quota of a minute are refused until it ends, and say so', async () => {
    const account = await makeUser(null);
    const gate = gateWith({ requestsPerMinute: 2 });
    expect((await gate.admit(of(account), READ)).headers).toEqual({
      'ratelimit-limit': '2',
      'ratelimit-remaining': '1',
      'ratelimit-reset': '50',
      'x-assay-quota-requests-per-minute': 'limit=2, remaining=1, reset=50',
    });
    await gate.admit(of(account), READ);
    await expect(gate.admit(of(account), READ)).rejects.toMatchObject({
      ...quota,
      status: 429,
      code: 'QuotaExceededError',
      message: 'Quota exceeded: 2 requests per minute.',
      retryAfterS: 50,
      headers: { 'ratelimit-remaining': '0', 'ratelimit-reset': '50' },
    });
    stores.time.now += 50_000;
    expect((await gate.admit(of(account), READ)).headers).toMatchObject({ 'ratelimit-remaining': '1' });
  });

  it('that are refused cost nothing', async () => {
    const account = await makeUser({ requestsPerMinute: 1, requestsPerDay: 2 });
    const gate = gateWith({});
    await gate.admit(of(account), READ);
    for (let at = 0; at < 5; at += 1) await expect(gate.admit(of(account), READ)).rejects.toMatchObject(quota);
    stores.time.now += 60_000;
    expect((await gate.admit(of(account), READ)).headers).toMatchObject({
      'ratelimit-limit': '1',
      'x-assay-quota-requests-per-day': 'limit=2, remaining=0, reset=86330',
    });
  });

  it('of another user do not count, nor what is free', async () => {
    const [one, other] = [await makeUser(null), await makeUser(null)];
    const gate = gateWith({ requestsPerMinute: 1 });
    await gate.admit(of(one), READ);
    expect(await gate.admit(of(other), READ)).toBeDefined();
    for (let at = 0; at < 5; at += 1) expect((await gate.admit(of(one), POLL)).headers).toEqual({});
  });

  it('are bounded by what the user may, be it less or more than others may, or unbounded', async () => {
    const gate = gateWith({ requestsPerMinute: 2 });
    for (const [limit, allowed] of [
      [1, 1],
      [4, 4],
      [0, 9],
    ] as const) {
      const account = await makeUser({ requestsPerMinute: limit });
      for (let at = 0; at < allowed; at += 1) await gate.admit(of(account), READ);
      const next = gate.admit(of(account), READ);
      if (limit === 0) expect((await next).headers).toEqual({});
      else await expect(next).rejects.toMatchObject(quota);
    }
  });

  it('are counted for a user, whatever they show and whichever process they reach', async () => {
    const account = await makeUser({ requestsPerMinute: 2 });
    const [here, there] = [gateWith({}), gateWith({})];
    const user = { UserName: account.userName, AccessLevel: 'user', SessionsFrom: null } as never;
    const sessions = createSessions({ ...stores, clock: () => stores.time.now });
    const { secret } = await sessions.begin({ ...(user as object), Quotas: { requestsPerMinute: 2 } } as never, {
      client: null,
      address: null,
    });
    await here.admit(of(account), READ);
    await there.admit({ ...ARRIVAL, headers: { cookie: sessionCookie(ARRIVAL.origin, secret) } }, READ);
    await expect(here.admit(of(account), READ)).rejects.toMatchObject(quota);
  });

  it('that come at once are let through as often as allowed', async () => {
    const account = await makeUser({ requestsPerMinute: 7 });
    const gates = [gateWith({}), gateWith({}), gateWith({})];
    const answers = await Promise.allSettled(
      Array.from({ length: 60 }, (_, at) => (gates[at % 3] as (typeof gates)[0]).admit(of(account), READ)),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(7);
  });
});

describe('uploads', () => {
  it('have a quota of their own beside that of requests', async () => {
    const account = await makeUser({ uploadsPerDay: 1, requestsPerDay: 9 });
    const gate = gateWith({});
    expect((await gate.admit(of(account), UPLOAD)).headers).toMatchObject({
      'x-assay-quota-requests-per-day': 'limit=9, remaining=8, reset=86390',
      'x-assay-quota-uploads-per-day': 'limit=1, remaining=0, reset=86390',
    });
    await expect(gate.admit(of(account), UPLOAD)).rejects.toMatchObject({ ...quota, retryAfterS: 86_390 });
    expect(await gate.admit(of(account), READ)).toBeDefined();
  });

  it('take the bytes that they really were', async () => {
    const account = await makeUser({ uploadBytesPerDay: 1000 });
    const gate = gateWith({});
    const upload = (bytes?: string) =>
      gate.admit(of(account, bytes === undefined ? {} : { 'content-length': bytes }), UPLOAD);
    await expect(upload('1001')).rejects.toMatchObject(quota);
    await upload('1000');
    await gate.charge(account, { bytes: 990 });
    expect((await upload('10')).headers).toMatchObject({
      'x-assay-quota-upload-bytes-per-day': 'limit=1000, remaining=10, reset=86390',
    });
    await expect(upload('11')).rejects.toMatchObject(quota);
    // Who does not say how much it is may begin while there is room for anything.
    await upload();
    await upload('not a number');
    await gate.charge(account, { bytes: 500 });
    await expect(upload()).rejects.toMatchObject(quota);
    stores.time.now += 86_390_000;
    expect(await upload('1000')).toBeDefined();
  });

  it('are charged later when Redis is away, and answered all the same', async () => {
    const account = await makeUser({ uploadBytesPerDay: 1000 });
    let away = true;
    const redis = Object.create(stores.redis);
    redis.evalsha = (...args: Parameters<typeof redis.evalsha>) =>
      away ? Promise.reject(new Error('Connection is closed.')) : stores.redis.evalsha(...(args as [string, number]));
    const gate = openGate(stores, { redis });
    await gate.charge(account, { bytes: 600 });
    away = false;
    await gate.charge(account, { bytes: 400 });
    await expect(gate.admit(of(account), UPLOAD)).rejects.toMatchObject(quota);
  });
});

it('whatever is asked when, exactly what is allowed is let through', async () => {
  const limit = fc.nat(6);
  const step = fc.record({
    afterMs: fc.constantFrom(0, 0, 0, 7_000, 60_000, 3_600_000, 43_200_000),
    operation: fc.constantFrom<Operation>(READ, READ, UPLOAD, POLL),
    bytes: fc.nat(40),
  });
  const limits = fc.record({
    requestsPerMinute: limit,
    requestsPerDay: fc.nat(12),
    uploadsPerDay: limit,
    uploadBytesPerDay: fc.nat(100),
  });
  await fc.assert(
    fc.asyncProperty(limits, fc.array(step, { maxLength: 25 }), async (perUser, steps) => {
      const account = await makeAccount(stores);
      const gate = gateWith(perUser);
      const model = createModel(perUser);
      for (const { afterMs, operation, bytes } of steps) {
        stores.time.now += afterMs;
        const expected = model.admits(operation.cost, bytes, stores.time.now);
        const admitted = await gate.admit(of(account, { 'content-length': String(bytes) }), operation).then(
          () => true,
          (error: unknown) => {
            expect(error).toMatchObject(quota);
            return false;
          },
        );
        expect(admitted).toBe(expected);
        if (admitted && operation === UPLOAD) await gate.charge(account, { bytes });
      }
    }),
    { numRuns: 40 },
  );
});

/** What quotas are, said plainly: how much was taken since the window began. */
function createModel(limits: Record<keyof QuotaLimits, number>) {
  const taken: { at: number; upload: boolean; bytes: number }[] = [];
  const fits = (limit: number, used: number, need = 1) => limit === 0 || used + need <= limit;
  return {
    admits(cost: string, bytes: number, now: number): boolean {
      if (cost === 'free') return true;
      const since = (ms: number) => taken.filter(({ at }) => Math.floor(at / ms) === Math.floor(now / ms));
      const uploads = since(86_400_000).filter(({ upload }) => upload);
      const upload = cost === 'upload';
      const sum = uploads.reduce((total, each) => total + each.bytes, 0);
      const admitted =
        fits(limits.requestsPerMinute, since(60_000).length) &&
        fits(limits.requestsPerDay, since(86_400_000).length) &&
        (!upload ||
          (fits(limits.uploadsPerDay, uploads.length) && fits(limits.uploadBytesPerDay, sum, Math.max(1, bytes))));
      if (admitted) taken.push({ at: now, upload, bytes });
      return admitted;
    },
  };
}
