import type { SessionItem } from '@assay/contracts';
import { describe, expect, it } from 'vitest';
import * as tables from '../src/index.ts';
import { AT, userItem } from './items.ts';

/** Unix seconds a day after AT. */
const DAY_AFTER = Math.floor(Date.parse(AT) / 1000) + 86_400;

function sessionItem(uid: string, id: string, began = AT, expiresAt = DAY_AFTER): SessionItem {
  return {
    ...tables.sessionKey(uid, id),
    Session: { isActive: true, SessionID: id, LastLogin: began },
    Client: 'Browser/1',
    Address: '192.0.2.1',
    ExpiresAt: expiresAt,
  };
}

export function sessionCases(table: () => tables.Table, newUser: () => string): void {
  describe('sessions', () => {
    it('lists those of one user that have not run out, newest first, ended ones among them', async () => {
      const uid = newUser();
      const later = '2026-01-02T03:05:00.000Z';
      await tables.putSession(table(), sessionItem(uid, 'old'));
      await tables.putSession(table(), sessionItem(uid, 'new', later));
      await tables.putSession(table(), sessionItem(uid, 'run-out', AT, Math.floor(Date.parse(AT) / 1000)));
      await tables.putSession(table(), sessionItem(newUser(), 'of-another'));
      await tables.endSession(table(), uid, 'old');
      const listed = await tables.listSessions(table(), uid, new Date(AT));
      expect(listed).toEqual([
        sessionItem(uid, 'new', later),
        { ...sessionItem(uid, 'old'), Session: { isActive: false, SessionID: 'old', LastLogin: AT } },
      ]);
    });

    it('ends a session of its own user alone, as often as it is asked', async () => {
      const [uid, other] = [newUser(), newUser()];
      expect(await tables.putSession(table(), sessionItem(uid, 'one'))).toBe(true);
      expect(await tables.putSession(table(), sessionItem(uid, 'one'))).toBe(false);
      expect(await tables.endSession(table(), other, 'one')).toBe(false);
      expect((await tables.getSession(table(), uid, 'one'))?.Session.isActive).toBe(true);
      expect(await tables.endSession(table(), uid, 'one')).toBe(true);
      expect(await tables.endSession(table(), uid, 'one')).toBe(true);
      expect((await tables.getSession(table(), uid, 'one'))?.Session.isActive).toBe(false);
      expect(await tables.getSession(table(), other, 'one')).toBeNull();
    });

    it('notes since when sessions count, in the user alone', async () => {
      const uid = newUser();
      expect(await tables.setSessionsFrom(table(), uid, new Date(AT))).toBe(false);
      await tables.createUser(table(), userItem(uid, 'ann'));
      expect(await tables.setSessionsFrom(table(), uid, new Date(AT))).toBe(true);
      expect(await tables.getUser(table(), uid)).toEqual({ ...userItem(uid, 'ann'), SessionsFrom: AT });
    });
  });
}
