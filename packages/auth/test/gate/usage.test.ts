import { ApiUsage, OverallQuotas } from '@assay/contracts';
import { addUsage, changeUser } from '@assay/table';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeAccount, type TestAccount } from '../../src/testing/index.ts';
import { ARRIVAL, openGate } from '../gates.ts';
import { type KeyStores, startKeyStores } from '../key-stores.ts';
import { POLL, READ, UPLOAD, WRITE } from '../operations.ts';

let stores: KeyStores;
let account: TestAccount;
beforeAll(async () => {
  stores = await startKeyStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  stores.time.now = Date.parse('2027-03-14T15:09:26Z');
  account = await makeAccount(stores);
});

const arrival = () => ({ ...ARRIVAL, headers: account.headers() });

describe('what was called', () => {
  it('is told by day and operation, with what no process has written yet', async () => {
    const gate = openGate(stores);
    for (const operation of [READ, READ, WRITE, POLL]) await gate.admit(arrival(), operation);
    await addUsage(stores.table, account.userId, '2027-03-12', { read: 5 });
    const usage = await gate.apiUsage(account.userId, '2027-03-12', '2027-03-14');
    expect(ApiUsage.parse(usage)).toEqual({
      data: {
        daily: { '2027-03-12': { read: 5 }, '2027-03-13': {}, '2027-03-14': { read: 2, write: 1 } },
        total: { read: 7, write: 1 },
      },
    });
  });

  it('is written at the end, and no call of another user with it', async () => {
    const gate = openGate(stores);
    await gate.admit(arrival(), READ);
    await gate.close();
    const other = await makeAccount(stores);
    const { data } = await openGate(stores).apiUsage(account.userId, '2027-03-14', '2027-03-14');
    expect(data.total).toEqual({ read: 1 });
    expect((await openGate(stores).apiUsage(other.userId, '2027-03-14', '2027-03-14')).data.total).toEqual({});
  });

  it('of refused callers is not counted', async () => {
    const gate = openGate(stores);
    await gate.admit({ ...ARRIVAL, headers: { 'x-apikey': `${account.jwt()}x` } }, READ).catch(() => {});
    const { data } = await gate.apiUsage(account.userId, '2027-03-14', '2027-03-14');
    expect(data.total).toEqual({});
  });

  it('is told of 31 days at most', async () => {
    const gate = openGate(stores);
    const days = async (from: string, to: string) =>
      Object.keys((await gate.apiUsage(account.userId, from, to)).data.daily).length;
    expect(await days('2027-02-12', '2027-03-14')).toBe(31);
    for (const [from, to] of [
      ['2027-02-11', '2027-03-14'],
      ['2027-03-15', '2027-03-14'],
      ['rubbish', '2027-03-14'],
    ] as const) {
      await expect(days(from, to)).rejects.toMatchObject({ kind: 'invalid-argument' });
    }
  });
});

describe('what is left', () => {
  const used = (allowed: number, count: number) => ({
    user: { allowed, used: count },
    group: { allowed, used: count, inherited_from: null },
  });

  it("is told in VirusTotal's form", async () => {
    await changeUser(stores.table, account.userId, { Quotas: { requestsPerDay: 100, uploadBytesPerDay: 5000 } });
    await addUsage(stores.table, account.userId, '2027-02-28', { read: 5 });
    await addUsage(stores.table, account.userId, '2027-03-01', { read: 7 });
    const gate = openGate(stores);
    for (const operation of [READ, READ, UPLOAD, POLL]) await gate.admit(arrival(), operation);
    await gate.charge(account, { bytes: 1234 });
    expect(OverallQuotas.parse(await gate.overallQuotas(account.userId))).toEqual({
      data: {
        api_requests_hourly: used(Number.MAX_SAFE_INTEGER, 3),
        api_requests_daily: used(100, 3),
        api_requests_monthly: used(3000, 10),
        uploads_daily: used(Number.MAX_SAFE_INTEGER, 1),
        upload_bytes_daily: used(5000, 1234),
      },
    });
  });

  it('is more than was used where nothing bounds it', async () => {
    const gate = openGate(stores);
    await gate.charge(account, { bytes: 4 * 1024 ** 3 });
    const { upload_bytes_daily } = (await gate.overallQuotas(account.userId)).data;
    expect(upload_bytes_daily.user.used).toBe(4 * 1024 ** 3);
    expect(upload_bytes_daily.user.allowed).toBeGreaterThan(upload_bytes_daily.user.used);
  });

  it('of nobody is not found', async () => {
    await expect(openGate(stores).overallQuotas('0'.repeat(64))).rejects.toMatchObject({ kind: 'not-found' });
  });
});
