import type { SessionRecord } from '@assay/contracts';
import { getSession, getUser } from '@assay/table';
import { mayGoOn, SESSION_MS, type SessionParts, sealSession } from './begin-session.ts';
import { SESSION } from './record-kinds.ts';

/** The session of this id as Redis and, every few minutes, the table know it; null when it is over. */
export async function findSession(parts: SessionParts, sessionId: string): Promise<SessionRecord | null> {
  const { store, sealer, clock } = parts;
  const sealed = await store.read(sessionId);
  const opened = sealed === null ? null : await sealer.open(SESSION, sealed, { sessionId });
  if (sealed === null || opened === null || !within(opened.record, clock())) return null;
  if (opened.notAfter !== null && opened.notAfter > clock()) return opened.record;
  const record = await checkAgain(parts, opened.record);
  if (record === null) {
    await store.remove(sessionId);
    return null;
  }
  // Another process may have been faster, or the session was ended since.
  const replaced = await store.replace(sessionId, sealed, await sealSession(parts, record));
  return replaced || (await store.read(sessionId)) !== null ? record : null;
}

function within({ began }: SessionRecord, now: number): boolean {
  return now < began + SESSION_MS;
}

/** The record with what the table says of its user now; null when it says that the session is over. */
async function checkAgain({ table }: SessionParts, record: SessionRecord): Promise<SessionRecord | null> {
  const [session, user] = await Promise.all([
    getSession(table, record.userId, record.sessionId),
    getUser(table, record.userId),
  ]);
  if (session === null || !session.Session.isActive || user === null || !mayGoOn(user, record.began)) return null;
  return { ...record, accessLevel: user.AccessLevel, quotas: user.Quotas };
}
