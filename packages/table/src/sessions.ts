import { SessionItem } from '@assay/contracts';
import { ABSENT, getItem, putItem, queryAll, under, updateItem } from './item.ts';
import { accountKey, accountPartition, sessionKey, sessionPrefix } from './keys.ts';
import type { Table } from './table.ts';

/** Writes a session that just began; false when the id is taken. */
export function putSession(table: Table, session: SessionItem): Promise<boolean> {
  return putItem(table, session, ABSENT);
}

/** The session, read consistently, active or not; null when there is none. */
export function getSession(table: Table, uid: string, sessionId: string): Promise<SessionItem | null> {
  return getItem(table, SessionItem, sessionKey(uid, sessionId));
}

/** The sessions of a user that have not run out by `now`, read consistently, ended ones among them, newest first. */
export async function listSessions(table: Table, uid: string, now: Date): Promise<SessionItem[]> {
  const all = await queryAll(table, SessionItem, {
    ...under(accountPartition(uid), sessionPrefix),
    ConsistentRead: true,
  });
  // The table takes its time to remove what has run out.
  const rest = all.filter(({ ExpiresAt }) => ExpiresAt * 1000 > now.getTime());
  return rest.sort((a, b) => b.Session.LastLogin.localeCompare(a.Session.LastLogin));
}

/** Marks a session as ended, for ever. False when this user has none of this id. */
export function endSession(table: Table, uid: string, sessionId: string): Promise<boolean> {
  return updateItem(table, sessionKey(uid, sessionId), {
    update: 'SET #session.isActive = :no',
    condition: 'attribute_exists(UserID)',
    values: { ':no': false },
    names: { '#session': 'Session' },
  });
}

/** Sessions of this user that began at `from` or before are over. False when there is no such user. */
export function setSessionsFrom(table: Table, uid: string, from: Date): Promise<boolean> {
  return updateItem(table, accountKey(uid), {
    update: 'SET SessionsFrom = :from',
    condition: 'attribute_exists(UserID)',
    values: { ':from': from.toISOString() },
  });
}
