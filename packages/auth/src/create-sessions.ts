import type { SessionRecord } from '@assay/contracts';
import { endSession, getUser, listSessions, setSessionsFrom, type Table } from '@assay/table';
import { beginSession, type SessionParts, sessionIdOf } from './begin-session.ts';
import { findSession } from './find-session.ts';
import { createRecent } from './recent.ts';
import { SESSION } from './record-kinds.ts';
import type { Sealer } from './sealer.ts';
import { type SessionRedis, sessionStore } from './session-store.ts';
import type { Sessions } from './sessions.ts';

export interface SessionsOptions {
  readonly redis: SessionRedis;
  readonly table: Table;
  readonly sealer: Sealer;
  /** Milliseconds since 1970; the system's clock when absent. */
  readonly clock?: (() => number) | undefined;
}

/** A copy in this process is good for so long, and so an ended session works no longer than that. */
const RECENT_MS = 1000;
const RECENT_SESSIONS = 10_000;
const CONFIRM_TRIES = 5;

/** Sessions: their records sealed in Redis by the hash of what the cookie holds, their list in the table. */
export function createSessions(options: SessionsOptions): Sessions {
  const { table, sealer, clock = Date.now } = options;
  const parts: SessionParts = { store: sessionStore(options.redis), table, sealer, clock };
  const recent = createRecent<SessionRecord>(RECENT_SESSIONS, RECENT_MS, clock);

  async function endIn(userId: string, sessionId: string): Promise<void> {
    recent.drop(sessionId);
    // Redis last: whoever asks the table in between must not be told that the session goes on.
    if (await endSession(table, userId, sessionId)) await parts.store.remove(sessionId);
    recent.drop(sessionId);
  }

  return {
    begin: (user, origin) => beginSession(parts, user, origin),
    async find(secret, { fresh = false } = {}) {
      const sessionId = sessionIdOf(secret);
      if (sessionId === null) return null;
      const known = fresh ? null : recent.get(sessionId);
      if (known !== null) return known;
      const readAt = clock();
      const record = await findSession(parts, sessionId);
      if (record !== null) recent.put(sessionId, record, readAt);
      return record;
    },
    async confirm(sessionId) {
      await confirmSession(parts, sessionId);
      recent.drop(sessionId);
    },
    async list(userId) {
      const items = await listSessions(table, userId, new Date(clock()));
      const active = items.filter(({ Session }) => Session.isActive).map(({ Session }) => Session.SessionID);
      const present = await parts.store.present(active);
      return items.map((item) => ({
        ...item,
        Session: { ...item.Session, isActive: present.has(item.Session.SessionID) },
      }));
    },
    end: endIn,
    async endAll(userId) {
      const user = await getUser(table, userId);
      if (user === null) return;
      const last = user.SessionsFrom === null ? 0 : Date.parse(user.SessionsFrom) + 1;
      await setSessionsFrom(table, userId, new Date(Math.max(clock(), last)));
      for (const { Session } of await listSessions(table, userId, new Date(clock()))) {
        await endIn(userId, Session.SessionID);
      }
    },
  };
}

async function confirmSession(parts: SessionParts, sessionId: string): Promise<void> {
  for (let attempt = 1; attempt <= CONFIRM_TRIES; attempt += 1) {
    const sealed = await parts.store.read(sessionId);
    const opened = sealed === null ? null : await parts.sealer.open(SESSION, sealed, { sessionId });
    if (sealed === null || opened === null) return;
    const record = { ...opened.record, confirmed: parts.clock() };
    // Not newly sealed for its whole time: what the table said is as old as it was.
    const after = await parts.sealer.seal(SESSION, record, opened.version, opened.notAfter);
    if (await parts.store.replace(sessionId, sealed, after)) return;
  }
}
