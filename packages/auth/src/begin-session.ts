import { createHash, randomBytes } from 'node:crypto';
import { AssayError, type SessionItem, type SessionRecord, type UserItem } from '@assay/contracts';
import { endSession, getUser, putSession, sessionKey, type Table, userId } from '@assay/table';
import { SESSION } from './record-kinds.ts';
import type { Sealer } from './sealer.ts';
import type { SessionStore } from './session-store.ts';
import type { SessionOrigin } from './sessions.ts';

/** A session is over so long after it began, however much it is used. */
export const SESSION_MS = 12 * 3_600_000;

/** What is sealed in Redis is good for so long; then the table is asked again. */
export const CHECKED_MS = 300_000;

const SECRET_BYTES = 32;
const SECRET = /^[\w-]{43}$/;
const MAX_CLIENT = 256;

export interface SessionParts {
  readonly store: SessionStore;
  readonly table: Table;
  readonly sealer: Sealer;
  readonly clock: () => number;
}

/** The id of the session whose cookie holds this; null when it cannot be one. */
export function sessionIdOf(secret: string): string | null {
  return SECRET.test(secret) ? createHash('sha256').update(secret, 'utf8').digest('hex') : null;
}

/** The record as Redis keeps it. Who can write there could keep it for ever, so the time it is good for is sealed in. */
export function sealSession({ sealer, clock }: SessionParts, record: SessionRecord): Promise<string> {
  return sealer.seal(SESSION, record, 1, Math.min(clock() + CHECKED_MS, record.began + SESSION_MS));
}

/** When a session of this user that begins now began: after those that were ended, whatever the clocks say. */
function beginning(user: UserItem, now: number): number {
  return user.SessionsFrom === null ? now : Math.max(now, Date.parse(user.SessionsFrom) + 1);
}

/** Whether this user's session that began then counts. */
export function mayGoOn(user: UserItem, began: number): boolean {
  const { State, Disabled, SessionsFrom } = user;
  return State === 'live' && !Disabled && (SessionsFrom === null || began > Date.parse(SessionsFrom));
}

export async function beginSession(
  parts: SessionParts,
  user: UserItem,
  origin: SessionOrigin,
): Promise<{ secret: string; record: SessionRecord }> {
  const { store, table, clock } = parts;
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const began = beginning(user, clock());
  const record: SessionRecord = {
    sessionId: sessionIdOf(secret) ?? '',
    userName: user.UserName,
    userId: userId(user.UserName),
    accessLevel: user.AccessLevel,
    quotas: user.Quotas,
    began,
    confirmed: began,
  };
  await putSession(table, itemOf(record, origin));
  await store.write(record.sessionId, await sealSession(parts, record));
  // Who ends all sessions writes that into the user first and lists the sessions then: either they saw this one, or this
  // reading sees that they were here.
  const now = await getUser(table, record.userId);
  if (now !== null && mayGoOn(now, began) && now.SessionsFrom === user.SessionsFrom) return { secret, record };
  await endSession(table, record.userId, record.sessionId);
  await store.remove(record.sessionId);
  throw new AssayError('wrong-credentials', undefined, { internal: 'the user changed while signing in' });
}

function itemOf({ userId, sessionId, began }: SessionRecord, { client, address }: SessionOrigin): SessionItem {
  return {
    ...sessionKey(userId, sessionId),
    Session: { isActive: true, SessionID: sessionId, LastLogin: new Date(began).toISOString() },
    Client: client?.slice(0, MAX_CLIENT) ?? null,
    Address: address,
    ExpiresAt: Math.ceil((began + SESSION_MS) / 1000),
  };
}
