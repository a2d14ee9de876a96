import type { AccessLevel, UserItem } from '@assay/contracts';
import { changeUser, createUser, endSession, getSession, getUser, newUser, userId } from '@assay/table';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KeyStores, startKeyStores } from '../test/key-stores.ts';
import { CHECKED_MS, SESSION_MS } from './begin-session.ts';
import { createSessions } from './create-sessions.ts';
import { IDLE_MS } from './session-store.ts';
import type { Sessions } from './sessions.ts';

let stores: KeyStores;
beforeAll(async () => {
  stores = await startKeyStores();
});
afterAll(() => stores.stop());

/** Sessions as another process knows them. */
const sessions = (changes: Partial<KeyStores> = {}) =>
  createSessions({ ...stores, ...changes, clock: () => stores.time.now });
const from = { client: 'Browser/1', address: '192.0.2.1' };

let users = 0;
async function makeUser(accessLevel: AccessLevel = 'user'): Promise<UserItem> {
  users += 1;
  const user = newUser({ userName: `ann-${users}`, accessLevel, passwordHash: '-' }, new Date(stores.time.now));
  await createUser(stores.table, user);
  return user;
}

async function read(user: UserItem): Promise<UserItem> {
  const item = await getUser(stores.table, userId(user.UserName));
  if (item === null) throw new Error('no such user');
  return item;
}

const begin = async (by: Sessions = sessions()) => {
  const user = await makeUser();
  return { user, uid: userId(user.UserName), ...(await by.begin(user, from)) };
};

describe('a session', () => {
  it('is found by what the cookie holds, in every process', async () => {
    const user = await makeUser('analyst');
    const { secret, record } = await sessions().begin(user, from);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(record).toMatchObject({ userName: user.UserName, accessLevel: 'analyst', began: stores.time.now });
    expect(await sessions().find(secret)).toEqual(record);
  });

  it('is nowhere kept by what the cookie holds', async () => {
    const { secret, record, uid } = await begin();
    for (const key of await stores.redis.keys('*')) {
      expect(key + (await stores.redis.get(key))).not.toContain(secret);
    }
    expect(JSON.stringify(await getSession(stores.table, uid, record.sessionId))).not.toContain(secret);
    expect(await sessions().find(record.sessionId)).toBeNull();
  });

  it('is over 12 hours after it began, however much it is used', async () => {
    const { secret } = await begin();
    stores.time.now += SESSION_MS - 1;
    expect(await sessions().find(secret)).not.toBeNull();
    stores.time.now += 1;
    expect(await sessions().find(secret)).toBeNull();
  });

  it('is over after an hour without use, which use puts off', async () => {
    const { secret, record } = await begin();
    const key = `session:${record.sessionId}`;
    await stores.redis.pexpire(key, 5_000);
    expect(await sessions().find(secret)).not.toBeNull();
    expect(await stores.redis.pttl(key)).toBeGreaterThan(IDLE_MS - 60_000);
    expect(await stores.redis.pttl(key)).toBeLessThanOrEqual(IDLE_MS);
    await stores.redis.pexpire(key, 0);
    expect(await sessions().find(secret)).toBeNull();
  });

  it('is not found by anything else', async () => {
    const { secret } = await begin();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.stringMatching(/^[\w-]{43}$/)), async (text) => {
        fc.pre(text !== secret);
        expect(await sessions().find(text)).toBeNull();
      }),
      { numRuns: 50 },
    );
  });

  it("cannot be made of another's by who can write to Redis", async () => {
    const [mine, theirs] = [await begin(), await begin()];
    const sealed = (await stores.redis.get(`session:${theirs.record.sessionId}`)) ?? '';
    await stores.redis.set(`session:${mine.record.sessionId}`, sealed);
    expect(await sessions().find(mine.secret)).toBeNull();
  });

  it('asks the table again after some minutes, and follows it', async () => {
    const { secret, uid, record } = await begin();
    const sealed = (await stores.redis.get(`session:${record.sessionId}`)) ?? '';
    await endSession(stores.table, uid, record.sessionId);
    stores.time.now += CHECKED_MS;
    expect(await sessions().find(secret)).toBeNull();
    await stores.redis.set(`session:${record.sessionId}`, sealed);
    expect(await sessions().find(secret)).toBeNull();
  });

  it('goes on after the table was asked', async () => {
    const { secret, record } = await begin();
    stores.time.now += CHECKED_MS;
    expect(await sessions().find(secret)).toEqual(record);
    const away = { ...stores.table, client: { send: () => Promise.reject(new Error('away')), destroy() {} } };
    expect(await sessions({ table: away }).find(secret)).toEqual(record);
  });
});

describe('the password given again', () => {
  it('is noted at once', async () => {
    const here = sessions();
    const { secret, record } = await begin(here);
    stores.time.now += 60_000;
    await here.confirm(record.sessionId);
    expect(await here.find(secret)).toEqual({ ...record, confirmed: stores.time.now });
    expect(await sessions().find(secret)).toEqual({ ...record, confirmed: stores.time.now });
  });

  it('does not put off when the table is asked again', async () => {
    const { secret, record, uid } = await begin();
    stores.time.now += CHECKED_MS - 1;
    await sessions().confirm(record.sessionId);
    await endSession(stores.table, uid, record.sessionId);
    stores.time.now += 1;
    expect(await sessions().find(secret)).toBeNull();
  });

  it('does not bring back a session that is over', async () => {
    const { secret, record, uid } = await begin();
    await sessions().end(uid, record.sessionId);
    await sessions().confirm(record.sessionId);
    expect(await sessions().find(secret)).toBeNull();
  });
});

describe('sessions end', () => {
  it('one by one, at once where it is done and within a second elsewhere', async () => {
    const [here, there] = [sessions(), sessions()];
    const { secret, record, uid } = await begin(here);
    await Promise.all([here.find(secret), there.find(secret)]);
    await here.end(uid, record.sessionId);
    expect(await here.find(secret)).toBeNull();
    expect(await there.find(secret, { fresh: true })).toBeNull();
    stores.time.now += 1000;
    expect(await there.find(secret)).toBeNull();
    await expect(here.end(uid, record.sessionId)).resolves.toBeUndefined();
  });

  it("not by another user's asking", async () => {
    const [mine, theirs] = [await begin(), await begin()];
    await sessions().end(mine.uid, theirs.record.sessionId);
    expect(await sessions().find(theirs.secret)).not.toBeNull();
  });

  it('all of a user, and of no other', async () => {
    const here = sessions();
    const first = await begin(here);
    const second = await here.begin(first.user, from);
    const other = await begin(here);
    await here.endAll(first.uid);
    for (const { secret } of [first, second]) expect(await sessions().find(secret)).toBeNull();
    expect(await sessions().find(other.secret)).not.toBeNull();
    const again = await here.begin(await read(first.user), from);
    expect(await sessions().find(again.secret)).not.toBeNull();
  });

  it('all of a user, also what was just beginning', async () => {
    const user = await makeUser();
    const uid = userId(user.UserName);
    // At every step of beginning, all sessions are ended; it never goes on afterwards.
    for (const step of ['set', 'send'] as const) {
      const redis = Object.create(stores.redis);
      const client = Object.create(stores.table.client);
      if (step === 'set') {
        redis.set = async (...args: Parameters<typeof stores.redis.set>) => {
          await sessions().endAll(uid);
          return stores.redis.set(...args);
        };
      } else {
        let ended = false;
        client.send = async (...args: Parameters<typeof stores.table.client.send>) => {
          if (!ended) {
            ended = true;
            await sessions().endAll(uid);
          }
          return stores.table.client.send(...args);
        };
      }
      const slow = sessions({ redis, table: { ...stores.table, client } });
      await expect(slow.begin(await read(user), from)).rejects.toMatchObject({ kind: 'wrong-credentials' });
    }
    expect((await sessions().list(uid)).filter(({ Session }) => Session.isActive)).toEqual([]);
  });

  it('do not begin for a user who is disabled', async () => {
    const user = await makeUser();
    await changeUser(stores.table, userId(user.UserName), { Disabled: true });
    await expect(sessions().begin(user, from)).rejects.toMatchObject({ kind: 'wrong-credentials' });
  });

  it('are listed as over, also when nobody used them', async () => {
    const here = sessions();
    const first = await begin(here);
    stores.time.now += 1000;
    const idle = await here.begin(first.user, from);
    stores.time.now += 1000;
    const ended = await here.begin(first.user, from);
    await stores.redis.del(`session:${idle.record.sessionId}`);
    await here.end(first.uid, ended.record.sessionId);
    const listed = (await here.list(first.uid)).map(({ Session }) => [Session.SessionID, Session.isActive]);
    expect(listed).toEqual([
      [ended.record.sessionId, false],
      [idle.record.sessionId, false],
      [first.record.sessionId, true],
    ]);
  });
});

it('without Redis, nothing is said of a session', async () => {
  const { secret, user, uid, record } = await begin();
  const gone = () => Promise.reject(new Error('Connection is closed.'));
  const redis = { getex: gone, set: gone, del: gone, eval: gone, exists: gone } as unknown as KeyStores['redis'];
  const away = sessions({ redis });
  const transient = { kind: 'transient' };
  await expect(away.find(secret)).rejects.toMatchObject(transient);
  await expect(away.begin(await read(user), from)).rejects.toMatchObject(transient);
  await expect(away.confirm(record.sessionId)).rejects.toMatchObject(transient);
  await expect(away.end(uid, record.sessionId)).rejects.toMatchObject(transient);
  await expect(away.endAll(uid)).rejects.toMatchObject(transient);
  await expect(sessions().endAll(uid)).resolves.toBeUndefined();
  expect(await sessions().find(secret)).toBeNull();
});
