import {
  beginUserDeletion,
  changeUser,
  createTable,
  endSession,
  putApiKey,
  putSession,
  revokeApiKey,
  sessionKey,
  type Table,
} from '@assay/table';
import { startDynalite } from '@assay/table/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newApiKey } from './new-api-key.ts';
import { type Asker, recallCaller } from './recall-caller.ts';
import type { Sealer } from './sealer.ts';
import { makeAccount, type TestAccount, testSealer } from './testing/index.ts';

let dynalite: Awaited<ReturnType<typeof startDynalite>>;
let table: Table;
let sealer: Sealer;
beforeAll(async () => {
  dynalite = await startDynalite();
  table = dynalite.table;
  await createTable(table);
  sealer = await testSealer();
});
afterAll(() => dynalite?.stop());

const now = new Date();
const asker = ({ userName, userId, token }: TestAccount, more: Partial<Asker> = {}): Asker => ({
  userName,
  userId,
  token,
  sessionId: null,
  at: now.getTime(),
  ...more,
});
const use = { ip: '192.0.2.7', now };

describe('who asked for something earlier', () => {
  it('acts with the level that key and user have now', async () => {
    const account = await makeAccount({ table, sealer }, { accessLevel: 'admin' });
    expect(await recallCaller(table, asker(account), use)).toEqual({
      userName: account.userName,
      userId: account.userId,
      accessLevel: 'admin',
      token: account.token,
      sessionId: null,
    });
    await changeUser(table, account.userId, { AccessLevel: 'user' });
    expect(await recallCaller(table, asker(account), use)).toMatchObject({ accessLevel: 'user' });
  });

  it('is nobody any more when the key is revoked or somebody else’s', async () => {
    const [one, other] = [await makeAccount({ table, sealer }), await makeAccount({ table, sealer })];
    expect(await recallCaller(table, asker(one, { token: other.token }), use)).toBeNull();
    expect(await recallCaller(table, asker(one, { userName: other.userName }), use)).toBeNull();
    await revokeApiKey(table, one.userId, one.token, now);
    expect(await recallCaller(table, asker(one), use)).toBeNull();
    expect(await recallCaller(table, asker(one, { token: null }), use)).toBeNull();
  });

  it('is nobody any more when the key has expired, to the millisecond, or is used from elsewhere', async () => {
    const { userName, userId } = await makeAccount({ table, sealer });
    const key = { userName, userId, accessLevel: 'user' as const, name: 'short', requireExp: false };
    const made = await newApiKey(sealer, key, now);
    const until = new Date(now.getTime() + 5000);
    await putApiKey(table, { ...made.item, ExpiresOn: until.toISOString(), Networks: ['192.0.2.0/28'] });
    const by: Asker = { userName, userId, token: made.token, sessionId: null, at: now.getTime() };
    const before = new Date(until.getTime() - 1);
    expect(await recallCaller(table, by, { ...use, now: before })).not.toBeNull();
    expect(await recallCaller(table, by, { ...use, now: until })).toBeNull();
    expect(await recallCaller(table, by, { ip: '192.0.2.16', now: before })).toBeNull();
  });

  it('is nobody any more when the user is disabled, being deleted or was never there', async () => {
    const [disabled, deleted] = [await makeAccount({ table, sealer }), await makeAccount({ table, sealer })];
    await changeUser(table, disabled.userId, { Disabled: true });
    await beginUserDeletion(table, deleted.userId, now);
    for (const account of [disabled, deleted]) expect(await recallCaller(table, asker(account), use)).toBeNull();
    const nobody: Asker = { userName: 'nobody', userId: 'f'.repeat(64), token: null, sessionId: null, at: 0 };
    expect(await recallCaller(table, nobody, use)).toBeNull();
  });

  it('from a session is nobody any more when that has ended, or its time is over, to the second', async () => {
    const account = await makeAccount({ table, sealer });
    const bySession = asker(account, { token: null, sessionId: 'one' });
    const expiresAt = Math.floor(now.getTime() / 1000) + 60;
    await putSession(table, {
      ...sessionKey(account.userId, 'one'),
      Session: { isActive: true, SessionID: 'one', LastLogin: now.toISOString() },
      Client: null,
      Address: null,
      ExpiresAt: expiresAt,
    });
    const at = (ms: number) => recallCaller(table, bySession, { ...use, now: new Date(ms) });
    expect(await at(expiresAt * 1000 - 1)).toMatchObject({ token: null, sessionId: 'one' });
    expect(await at(expiresAt * 1000)).toBeNull();
    await endSession(table, account.userId, 'one');
    expect(await at(now.getTime())).toBeNull();
  });
});
