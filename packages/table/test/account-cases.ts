import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import * as tables from '../src/index.ts';
import { AT, apiKeyItem, hostedEngine, userItem } from './items.ts';

/** Users, who is an admin, invitations, OpenID and keys that run out. */
export function accountCases(table: () => tables.Table, newUser: () => string): void {
  describe('users', () => {
    const made = async (name: string) => {
      const uid = newUser();
      await tables.createUser(table(), { ...userItem(uid, name), SortAt: `${AT}#${name}` });
      return uid;
    };

    it('change what is given and keep the rest', async () => {
      const uid = await made('ann');
      const quotas = { requestsPerDay: 5 };
      expect(await tables.changeUser(table(), uid, { Email: 'a@example.com', Quotas: quotas })).toBe(true);
      expect(await tables.changeUser(table(), uid, { Disabled: true, AccessLevel: 'analyst' })).toBe(true);
      const user = await tables.getUser(table(), uid);
      expect(user).toMatchObject({ Disabled: true, AccessLevel: 'analyst', Quotas: quotas, UserName: 'ann' });
      expect(user?.UserInfo).toEqual({ Email: 'a@example.com', CreatedAt: AT, LastLogin: null });
      expect(await tables.changeUser(table(), newUser(), { Email: null })).toBe(false);
    });

    it('wait in Due when that is asked for', async () => {
      const uid = await made('ann');
      const now = new Date('2026-01-01T00:00:00Z');
      await tables.changeUser(table(), uid, { RetentionDays: 3, Due: now });
      const due = await tables.listDue(table(), now, 1000);
      expect(due.map((entry) => entry.UserID)).toContain(tables.accountPartition(uid));
      expect(await tables.getUser(table(), uid)).toMatchObject({ RetentionDays: 3, State: 'live' });
    });

    it('of an earlier version, without a state, change too', async () => {
      const uid = await made('ann');
      await table().client.send(
        new UpdateCommand({
          TableName: table().name,
          Key: tables.accountKey(uid),
          UpdateExpression: 'REMOVE #state',
          ExpressionAttributeNames: { '#state': 'State' },
        }),
      );
      expect(await tables.changeUser(table(), uid, { RetentionDays: 3 })).toBe(true);
      const { items } = await tables.listUsers(table(), { limit: 1000 });
      expect(items.map((user) => user.UserID)).toContain(tables.accountPartition(uid));
    });

    it('note the last time they signed in', async () => {
      const uid = await made('ann');
      await tables.noteSignIn(table(), uid, new Date('2026-03-03T00:00:00Z'));
      await tables.noteSignIn(table(), uid, new Date('2026-02-02T00:00:00Z'));
      expect((await tables.getUser(table(), uid))?.UserInfo.LastLogin).toBe('2026-03-03T00:00:00.000Z');
    });

    it('who are being deleted are due, and change no more', async () => {
      const uid = await made('ann');
      const now = new Date('2026-01-01T00:00:00Z');
      expect(await tables.beginUserDeletion(table(), uid, now)).toBe(true);
      expect(await tables.beginUserDeletion(table(), uid, now)).toBe(false);
      expect(await tables.changeUser(table(), uid, { Disabled: false })).toBe(false);
      expect(await tables.getUser(table(), uid)).toMatchObject({ State: 'deleting', Disabled: true });
      const due = await tables.listDue(table(), now, 1000);
      expect(due.map((entry) => entry.UserID)).toContain(tables.accountPartition(uid));
    });

    it('are listed in the order in which they were made, in pages, the last of which is known for it', async () => {
      const names = ['u0', 'u1', 'u2', 'u3', 'u4'];
      const order = (name: string) => `0000-${name}`;
      for (const name of names) {
        await tables.createUser(table(), { ...userItem(newUser(), name), SortAt: order(name) });
      }
      const first = await tables.listUsers(table(), { limit: 3 });
      expect(first.items.map((user) => user.UserName)).toEqual(names.slice(0, 3));
      const second = await tables.listUsers(table(), { limit: 1, after: first.next ?? undefined });
      expect(second.items.map((user) => user.UserName)).toEqual(['u3']);
      const all = await tables.listUsers(table(), { limit: 1000 });
      expect(all.next).toBeNull();
    });
  });

  describe('who is an admin', () => {
    it('is never nobody: of two who take out each other one stays', async () => {
      for (const uid of await tables.listAdmins(table())) await tables.forgetAdmin(table(), uid);
      const [ann, bob] = [newUser(), newUser()];
      await Promise.all([tables.nameAdmin(table(), ann), tables.nameAdmin(table(), bob)]);
      expect(new Set(await tables.listAdmins(table()))).toEqual(new Set([ann, bob]));
      const left = await Promise.all([tables.leaveAdmins(table(), ann), tables.leaveAdmins(table(), bob)]);
      expect(left.filter(Boolean)).toHaveLength(1);
      const [last = ''] = await tables.listAdmins(table());
      expect(await tables.leaveAdmins(table(), last)).toBe(false);
      expect(await tables.leaveAdmins(table(), newUser())).toBe(true);
      await tables.forgetAdmin(table(), last);
      expect(await tables.listAdmins(table())).toEqual([]);
      expect(await tables.leaveAdmins(table(), last)).toBe(false);
    });
  });

  describe('invitations', () => {
    const invitation = (id: string, expiresAt: number) => ({
      ...tables.invitationKey(id),
      AccessLevel: 'user' as const,
      Email: null,
      CreatedAt: AT,
      CreatedBy: 'root',
      UsedBy: null,
      Use: null,
      ExpiresAt: expiresAt,
    });
    const now = new Date('2026-01-01T00:00:00Z');
    const later = now.getTime() / 1000 + 60;

    it('are good once', async () => {
      await tables.putInvitation(table(), invitation('once', later));
      const use = (id: string) => ({ userName: 'ann', use: id });
      const uses = await Promise.all(['1', '2', '3'].map((id) => tables.useInvitation(table(), 'once', use(id), now)));
      expect(uses.filter(Boolean)).toHaveLength(1);
      const used = await tables.getInvitation(table(), 'once');
      expect(await tables.useInvitation(table(), 'once', use(used?.Use ?? ''), now)).toBe(true);
      await tables.giveInvitationBack(table(), 'once', use('another'));
      expect((await tables.getInvitation(table(), 'once'))?.UsedBy).toBe('ann');
      await tables.giveInvitationBack(table(), 'once', use(used?.Use ?? ''));
      expect(await tables.useInvitation(table(), 'once', use('4'), now)).toBe(true);
    });

    it('are good until they run out or are taken back, and listed in pages', async () => {
      for (const id of ['i1', 'i2', 'i3']) await tables.putInvitation(table(), invitation(id, later));
      await tables.putInvitation(table(), invitation('i4', now.getTime() / 1000));
      expect(await tables.useInvitation(table(), 'i4', { userName: 'ann', use: '1' }, now)).toBe(false);
      await tables.deleteInvitation(table(), 'i3');
      expect(await tables.useInvitation(table(), 'i3', { userName: 'ann', use: '1' }, now)).toBe(false);
      const first = await tables.listInvitations(table(), { limit: 2, after: 'i0' });
      expect(first.items.map((item) => item.FileID)).toEqual(['i1', 'i2']);
      const second = await tables.listInvitations(table(), { limit: 1, after: first.next ?? undefined });
      expect(second.items.map((item) => item.FileID)).toEqual(['i4']);
    });
  });

  it('knows who a subject of an OpenID provider is', async () => {
    const who = ['https://id.example', 'subject 1'] as const;
    expect(await tables.findOpenIdUser(table(), ...who)).toBeNull();
    expect(await tables.linkOpenId(table(), ...who, 'ann')).toBe(true);
    expect(await tables.linkOpenId(table(), ...who, 'ann')).toBe(false);
    expect(await tables.linkOpenId(table(), ...who, 'eve', 'bob')).toBe(false);
    expect(await tables.findOpenIdUser(table(), ...who)).toBe('ann');
    expect(await tables.findOpenIdUser(table(), 'https://id.example/subject', '1')).toBeNull();
    expect(await tables.linkOpenId(table(), ...who, 'eve', 'ann')).toBe(true);
    await tables.unlinkOpenId(table(), ...who, 'ann');
    expect(await tables.findOpenIdUser(table(), ...who)).toBe('eve');
    await tables.unlinkOpenId(table(), ...who, 'eve');
    expect(await tables.findOpenIdUser(table(), ...who)).toBeNull();
  });

  it('lets a key run out that is as it was read, once, and takes that back', async () => {
    const uid = newUser();
    const key = apiKeyItem(uid, '3'.repeat(30));
    await tables.putApiKey(table(), key);
    const expiry = { Sealed: 'anew', SealVersion: 2, ExpiresOn: AT, ReplacedBy: '4'.repeat(30) };
    const tries = await Promise.all([1, 2, 3].map(() => tables.expireApiKey(table(), key, expiry)));
    expect(tries.filter(Boolean)).toHaveLength(1);
    expect(await tables.getApiKey(table(), uid, '3'.repeat(30))).toMatchObject(expiry);
    expect(await tables.restoreApiKey(table(), key, { ...expiry, ReplacedBy: '6'.repeat(30) })).toBe(false);
    expect(await tables.restoreApiKey(table(), key, expiry)).toBe(true);
    expect(await tables.getApiKey(table(), uid, '3'.repeat(30))).toEqual(key);
    expect(await tables.restoreApiKey(table(), key, expiry)).toBe(false);
    const revoked = apiKeyItem(uid, '5'.repeat(30));
    await tables.putApiKey(table(), revoked);
    await tables.revokeApiKey(table(), uid, '5'.repeat(30), new Date(AT));
    expect(await tables.expireApiKey(table(), revoked, expiry)).toBe(false);
  });

  it('forgets a key that is as it was read', async () => {
    const uid = newUser();
    const key = apiKeyItem(uid, '7'.repeat(30));
    await tables.putApiKey(table(), key);
    await tables.revokeApiKey(table(), uid, '7'.repeat(30), new Date(AT));
    expect(await tables.forgetApiKey(table(), key)).toBe(false);
    expect(await tables.forgetApiKey(table(), { ...key, RevokedAt: new Date(AT).toISOString() })).toBe(true);
    expect(await tables.listApiKeys(table(), uid)).toEqual([]);
  });

  it('takes an engine out of the catalogue unless it was reported in between', async () => {
    await tables.reportEngine(table(), 'gone', hostedEngine('clamav'), new Date(AT));
    const seen = await tables.getEngine(table(), 'gone', 'clamav');
    if (seen === null) throw new Error('there is no engine');
    await tables.reportEngine(table(), 'gone', hostedEngine('clamav'), new Date('2026-05-05T00:00:00Z'));
    expect(await tables.deleteEngine(table(), seen)).toBe(false);
    const newer = await tables.getEngine(table(), 'gone', 'clamav');
    expect(newer !== null && (await tables.deleteEngine(table(), newer))).toBe(true);
    expect(await tables.getEngine(table(), 'gone', 'clamav')).toBeNull();
  });
}
