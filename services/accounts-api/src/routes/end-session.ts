import { noSessionCookie } from '@assay/auth';
import { AssayError, operations, type Session } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { AccountCall, AccountParts } from '../account-app.ts';
import { recordDeed } from '../audit/record-deed.ts';
import { shownSession } from '../sessions/begin-session.ts';

/** Signing out, here or elsewhere. */
export function endSessionRoutes(app: FastifyInstance, parts: AccountParts): void {
  addOperation(app, parts.gate, operations.endCurrentSession, async (call) => {
    const { sessionId } = call.caller;
    if (sessionId === null) throw new AssayError('not-found', 'There is no session: an API key was used.');
    return { data: await end(parts, call, sessionId) };
  });
  addOperation(app, parts.gate, operations.endSession, async (call) => ({
    data: await end(parts, call, call.params.id),
  }));
}

async function end(
  parts: AccountParts,
  call: AccountCall & { readonly reply: FastifyReply },
  id: string,
): Promise<Session> {
  const { caller, origin, reply } = call;
  const before = await shownSession(parts, caller.userId, id, origin, caller.sessionId);
  const deed = { action: 'session.sign-out', subject: caller.userName };
  await recordDeed(parts, call, deed, () => parts.sessions.end(caller.userId, id));
  if (id === caller.sessionId) reply.header('set-cookie', noSessionCookie(origin));
  return { ...before, attributes: { ...before.attributes, is_active: false } };
}
