import { changeUser, getApiKey, putApiKey } from '@assay/table';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newApiKey, refreshCached } from '../../src/index.ts';
import { makeAccount, signJwt } from '../../src/testing/index.ts';
import { ARRIVAL, openGate } from '../gates.ts';
import { type KeyStores, startKeyStores } from '../key-stores.ts';
import { ANALYSE, READ } from '../operations.ts';

let stores: KeyStores;
beforeAll(async () => {
  stores = await startKeyStores();
});
afterAll(() => stores.stop());

const wrong = { kind: 'wrong-credentials', message: 'Wrong API key' };

/** A key of a new user with an end or networks; its headers. */
async function makeKey(key: { expiresAt?: string; networks?: string[] }) {
  const { userName, userId } = await makeAccount(stores);
  const owner = { userName, userId, accessLevel: 'user' as const, name: 'a key' };
  const { item, token, secret } = await newApiKey(stores.sealer, { ...owner, ...key }, new Date(stores.time.now));
  await putApiKey(stores.table, item);
  return { authorization: `Bearer ${signJwt(secret, { public_api_token: token, UserID: userId })}` };
}

describe('a key', () => {
  it('works until it expires, also where it is in memory', async () => {
    const headers = await makeKey({ expiresAt: new Date(stores.time.now + 500).toISOString() });
    const gate = openGate(stores);
    expect(await gate.admit({ ...ARRIVAL, headers }, READ)).toBeDefined();
    stores.time.now += 500;
    await expect(gate.admit({ ...ARRIVAL, headers }, READ)).rejects.toMatchObject(wrong);
    await expect(openGate(stores).admit({ ...ARRIVAL, headers }, READ)).rejects.toMatchObject(wrong);
  });

  it.each([
    ['192.0.2.0/24', '192.0.2.255', '192.0.3.0'],
    ['192.0.2.7', '192.0.2.7', '192.0.2.8'],
    ['192.0.2.77/24', '192.0.2.1', '192.0.1.77'],
    ['2001:db8::/32', '2001:db8:ffff::1', '2001:db9::1'],
    ['2001:db8::1', '2001:DB8:0::1', '2001:db8::2'],
    ['192.0.2.0/24', '::ffff:192.0.2.1', '::ffff:192.0.3.1'],
    ['0.0.0.0/0', '203.0.113.9', '2001:db8::1'],
    ['192.0.2.0/24', '192.0.2.1', ''],
  ])('for %s works from %s and not from %j', async (network, inside, outside) => {
    const headers = await makeKey({ networks: ['198.51.100.1', network] });
    const gate = openGate(stores);
    await expect(gate.admit({ ...ARRIVAL, headers, ip: outside }, READ)).rejects.toMatchObject(wrong);
    expect(await gate.admit({ ...ARRIVAL, headers, ip: inside }, READ)).toBeDefined();
    // The key is in memory now, and is not let in for that.
    await expect(gate.admit({ ...ARRIVAL, headers, ip: outside }, READ)).rejects.toMatchObject(wrong);
  });
});

describe('a user who changes', () => {
  it('takes their keys along within a second, and back', async () => {
    const account = await makeAccount(stores, { accessLevel: 'analyst' });
    const arrival = { ...ARRIVAL, headers: account.headers() };
    const gate = openGate(stores);
    const level = async () => (await gate.admit(arrival, READ)).caller.accessLevel;
    expect(await level()).toBe('analyst');
    await changeUser(stores.table, account.userId, { AccessLevel: 'user' });
    await refreshCached(stores.redis, account.token);
    stores.time.now += 1000;
    expect(await level()).toBe('user');
    await expect(gate.admit(arrival, ANALYSE)).rejects.toMatchObject({ kind: 'forbidden' });
    await changeUser(stores.table, account.userId, { Disabled: true });
    await refreshCached(stores.redis, account.token);
    stores.time.now += 1000;
    await expect(level()).rejects.toMatchObject(wrong);
    await changeUser(stores.table, account.userId, { Disabled: false });
    expect(await level()).toBe('user');
  });
});

describe('when a key was last used', () => {
  const used = async (userId: string, token: string) => (await getApiKey(stores.table, userId, token))?.LastUsedAt;

  it('is kept to the minute, behind the answer', async () => {
    const account = await makeAccount(stores);
    const gate = openGate(stores);
    const arrival = { ...ARRIVAL, headers: account.headers() };
    const minute = new Date(Math.floor(stores.time.now / 60_000) * 60_000).toISOString();
    await gate.admit(arrival, READ);
    expect(await used(account.userId, account.token)).toBeNull();
    await gate.close();
    expect(await used(account.userId, account.token)).toBe(minute);
    await expect(gate.admit({ ...ARRIVAL, headers: { 'x-apikey': `${account.jwt()}x` } }, READ)).rejects.toMatchObject(
      wrong,
    );
  });

  it('costs no answer while the table is away, and is written when it is back', async () => {
    const account = await makeAccount(stores);
    const arrival = { ...ARRIVAL, headers: account.headers() };
    await openGate(stores).admit(arrival, READ);
    let away = true;
    const client = Object.create(stores.table.client);
    client.send = (...args: Parameters<typeof client.send>) =>
      away ? Promise.reject(new Error('away')) : stores.table.client.send(...(args as [never]));
    const gate = openGate(stores, { table: { ...stores.table, client } });
    expect(await gate.admit(arrival, READ)).toBeDefined();
    await gate.close();
    expect(await used(account.userId, account.token)).toBeNull();
    away = false;
    await gate.close();
    expect(await used(account.userId, account.token)).not.toBeNull();
  });
});
