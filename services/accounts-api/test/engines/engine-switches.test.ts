import type { TestAccount } from '@assay/auth/testing';
import { EngineSwitch, type HostedEngine } from '@assay/contracts';
import { getEngine, reportEngine } from '@assay/table';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Accounts, startAccounts } from '../start-accounts.ts';

let accounts: Accounts;
let root: TestAccount;
beforeAll(async () => {
  accounts = await startAccounts();
  root = await accounts.account({ accessLevel: 'admin' });
});
afterEach(() => {
  accounts.time.ahead = 0;
});
afterAll(() => accounts.stop());

const HOSTED: HostedEngine = {
  id: 'clamav',
  name: 'ClamAV',
  kind: 'antivirus',
  os: 'linux',
  available: true,
  reason: null,
  versions: { package: '1', engine: '2', signatures: null, signatures_date: null },
  parameters: '0123456789abcdef',
  accepts: [],
  rejects: [],
  max_bytes: 1000,
  timeout_s: 60,
  provides: [],
  confinement: [],
  notes: [],
} as never;

const send = (by: TestAccount, method: 'PATCH' | 'DELETE', engine: string, payload?: object) =>
  accounts.app.inject({
    method,
    url: `/api/v1/engines/${engine}`,
    headers: by.headers(),
    ...(payload === undefined ? {} : { payload }),
  });
const report = (pool: string) => reportEngine(accounts.table, pool, HOSTED, new Date());

describe('an engine', () => {
  it('is switched by an admin, and stays so when it is reported again', async () => {
    await report('switched');
    const answer = await send(root, 'PATCH', 'switched/clamav', { enabled: false });
    expect(EngineSwitch.parse(answer.json()).data.attributes.enabled).toBe(false);
    await report('switched');
    expect((await getEngine(accounts.table, 'switched', 'clamav'))?.Enabled).toBe(false);
    expect((await send(root, 'PATCH', 'switched/clamav', { enabled: true })).json().data.attributes.enabled).toBe(true);
  });

  it('leaves the catalogue only when nobody reports it any more', async () => {
    await report('left');
    expect((await send(root, 'DELETE', 'left/clamav')).statusCode).toBe(409);
    accounts.time.ahead = 121_000;
    expect((await send(root, 'DELETE', 'left/clamav')).statusCode).toBe(200);
    expect(await getEngine(accounts.table, 'left', 'clamav')).toBeNull();
    expect((await send(root, 'DELETE', 'left/clamav')).statusCode).toBe(404);
  });

  it.each(['nowhere/clamav', 'X/y', '%00/clamav', 'a/..%2f'])('%s is not found', async (engine) => {
    expect((await send(root, 'PATCH', engine, { enabled: true })).statusCode).toBe(404);
    expect((await send(root, 'DELETE', engine)).statusCode).toBe(404);
  });

  it.each(['user', 'analyst'] as const)('is not switched by a caller who is %s', async (accessLevel) => {
    const eve = await accounts.account({ accessLevel });
    expect((await send(eve, 'PATCH', 'switched/clamav', { enabled: false })).statusCode).toBe(403);
    expect((await send(eve, 'DELETE', 'switched/clamav')).statusCode).toBe(403);
  });

  it('is not switched by something else', async () => {
    await report('mended');
    for (const body of [{}, { enabled: 'no' }, { enabled: true, more: 1 }]) {
      expect((await send(root, 'PATCH', 'mended/clamav', body)).statusCode).toBe(400);
    }
  });
});
