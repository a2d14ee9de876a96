import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeAccount, signJwt } from '../../src/testing/index.ts';
import { ARRIVAL, openGate, UNBOUNDED } from '../gates.ts';
import { type KeyStores, startKeyStores } from '../key-stores.ts';
import { ABOUT, READ, SIGN_IN } from '../operations.ts';

let stores: KeyStores;
beforeAll(async () => {
  stores = await startKeyStores();
});
afterAll(() => stores.stop());
beforeEach(() => {
  stores.time.now = (Math.floor(stores.time.now / 60_000) + 1) * 60_000;
});

const LIMIT = 5;
const wrong = { kind: 'wrong-credentials' };
const busy = { kind: 'busy', status: 429, retryAfterS: 60 };

/** A gate that lets one address have five credentials refused, and how often it asked the table. */
function guarded() {
  let reads = 0;
  const client = Object.create(stores.table.client);
  client.send = (...args: [never]) => {
    reads += 1;
    return stores.table.client.send(...args);
  };
  const limits = { ...UNBOUNDED, failedPerMinute: LIMIT };
  return { gate: openGate(stores, { limits, table: { ...stores.table, client } }), reads: () => reads };
}

const unknown = (at: number) =>
  signJwt('a'.repeat(64), { public_api_token: String(at).padStart(30, '0'), UserID: 'b'.repeat(64) });
const from = (ip: string, jwt: string) => ({ ...ARRIVAL, ip, headers: { 'x-apikey': jwt } });

describe('an address whose credentials are wrong too often', () => {
  it('is told to wait, and costs the table nothing more', async () => {
    const { gate, reads } = guarded();
    for (let at = 0; at < LIMIT; at += 1) {
      await expect(gate.admit(from('198.51.100.1', unknown(at)), READ)).rejects.toMatchObject(wrong);
    }
    const before = reads();
    for (let at = 0; at < LIMIT; at += 1) {
      await expect(gate.admit(from('198.51.100.1', unknown(at)), READ)).rejects.toMatchObject(busy);
    }
    expect(reads()).toBe(before);
    stores.time.now += 60_000;
    await expect(gate.admit(from('198.51.100.1', unknown(0)), READ)).rejects.toMatchObject(wrong);
  });

  it('locks nobody out: a right credential works from elsewhere, and from there while it is known', async () => {
    const { gate } = guarded();
    const [known, cold] = [await makeAccount(stores), await makeAccount(stores)];
    await gate.admit(from('203.0.113.1', known.jwt()), READ);
    for (let at = 0; at < 2 * LIMIT; at += 1) {
      await gate.admit(from('198.51.100.2', `${known.jwt()}x`), READ).catch(() => {});
    }
    stores.time.now += 1000;
    expect(await gate.admit(from('198.51.100.2', known.jwt()), READ)).toBeDefined();
    await expect(gate.admit(from('198.51.100.2', cold.jwt()), READ)).rejects.toMatchObject({ kind: 'busy' });
    // Also when both ask for the same key at the same moment.
    const both = ['198.51.100.2', '203.0.113.1', '198.51.100.2'].map((ip) => gate.admit(from(ip, cold.jwt()), READ));
    const answers = await Promise.allSettled(both);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
    expect(await gate.admit(from('198.51.100.2', cold.jwt()), READ)).toBeDefined();
  });

  it.each([
    ['an address in IPv6 clothes', '198.51.100.9', '::ffff:198.51.100.9', true],
    ['another address of the same 64 bits', '2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
    ['an address of other 64 bits', '2001:db8:1:3::1', '2001:db8:1:4::1', false],
    ['the address beside it', '198.51.100.20', '198.51.100.21', false],
  ])('is one with %s: %s, %s: %s', async (_name, one, other, same) => {
    const { gate } = guarded();
    for (let at = 0; at < LIMIT; at += 1) {
      await expect(gate.admit(from(one, unknown(at)), READ)).rejects.toMatchObject(wrong);
    }
    await expect(gate.admit(from(other, unknown(0)), READ)).rejects.toMatchObject(same ? busy : wrong);
  });

  it('may guess cookies no oftener than keys', async () => {
    const { gate } = guarded();
    const headers = { cookie: `__Host-assay=${'A'.repeat(43)}` };
    for (let at = 0; at < LIMIT; at += 1) {
      await expect(gate.admit({ ...ARRIVAL, ip: '198.51.100.3', headers }, READ)).rejects.toMatchObject(wrong);
    }
    await expect(gate.admit({ ...ARRIVAL, ip: '198.51.100.3', headers }, READ)).rejects.toMatchObject(busy);
  });
});

describe('calls without credentials', () => {
  it('are bounded for each address', async () => {
    const gate = openGate(stores, { limits: { ...UNBOUNDED, anonymousPerMinute: 2 } });
    const call = (ip: string) => gate.admitAnyone({ ...ARRIVAL, ip }, ABOUT);
    for (let at = 0; at < 2; at += 1) await call('198.51.100.4');
    await expect(call('198.51.100.4')).rejects.toMatchObject(busy);
    await expect(call('198.51.100.5')).resolves.toBeUndefined();
    stores.time.now += 60_000;
    await expect(call('198.51.100.4')).resolves.toBeUndefined();
  });
});

it('without Redis, what needs it is unavailable within a second, and all comes back by itself', async () => {
  const other = await startKeyStores();
  const account = await makeAccount(other);
  const gate = openGate(other);
  const arrival = { ...ARRIVAL, headers: account.headers() };
  await gate.admit(arrival, READ);
  await other.server.kill();
  const transient = { kind: 'transient' };
  await expect(gate.admit(arrival, READ)).rejects.toMatchObject(transient);
  other.time.now += 1000;
  await expect(gate.admit(arrival, READ)).rejects.toMatchObject(transient);
  await expect(gate.admit(from('198.51.100.6', 'rubbish'), READ)).rejects.toMatchObject(transient);
  const cookie = { cookie: `__Host-assay=${'A'.repeat(43)}` };
  await expect(gate.admit({ ...ARRIVAL, headers: cookie }, READ)).rejects.toMatchObject(transient);
  await expect(gate.admitAnyone({ ...ARRIVAL, method: 'POST' }, SIGN_IN)).rejects.toMatchObject(transient);
  await expect(gate.admitAnyone(ARRIVAL, ABOUT)).resolves.toBeUndefined();
  await other.server.restart();
  await expect
    .poll(
      () =>
        gate.admit(arrival, READ).then(
          () => 'in',
          () => 'out',
        ),
      { timeout: 10_000 },
    )
    .toBe('in');
  await other.stop();
});
