import { sessionCookie } from '@assay/auth';
import { AssayError, type Session, type UserItem } from '@assay/contracts';
import { noteSignIn, userId } from '@assay/table';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { deviceCookie } from './device-cookie.ts';
import { sessionObject } from './session-object.ts';

/** The request that signs somebody in, and where its answer goes. */
export interface Arrival {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly origin: string;
}

/** Begins a session of a user who was just verified, and gives its cookie and the browser's to the answer. */
export async function beginSession(
  { sessions, table, cursorKey, now }: Pick<AccountParts, 'sessions' | 'table' | 'cursorKey' | 'now'>,
  user: UserItem,
  { request, reply, origin }: Arrival,
): Promise<Session> {
  const client = request.headers['user-agent'] ?? null;
  const uid = userId(user.UserName);
  const { secret, record } = await sessions.begin(user, { client, address: request.ip });
  await noteSignIn(table, uid, now());
  const shown = await shownSession({ sessions }, uid, record.sessionId, origin, record.sessionId);
  reply.header('set-cookie', [sessionCookie(origin, secret), deviceCookie(cursorKey, origin, user.UserName)]);
  return shown;
}

/** One of a user's sessions as they see it. Throws `not-found` when it is none of theirs. */
export async function shownSession(
  { sessions }: Pick<AccountParts, 'sessions'>,
  uid: string,
  id: string,
  origin: string,
  current: string | null,
): Promise<Session> {
  const item = (await sessions.list(uid)).find(({ Session }) => Session.SessionID === id);
  if (item === undefined) throw new AssayError('not-found', 'Session not found.');
  return sessionObject(item, origin, current);
}
