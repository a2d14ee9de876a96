import { AssayError, operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { byCaller, recordDeed, recordRefusal } from '../audit/record-deed.ts';
import { shownSession } from '../sessions/begin-session.ts';
import { again } from '../sessions/lanes.ts';
import { checkOwnPassword } from '../sessions/sign-in.ts';

export function confirmSessionRoute(app: FastifyInstance, parts: AccountParts): void {
  addOperation(app, parts.gate, operations.confirmSession, async (call) => {
    const { caller, body, origin } = call;
    const { sessionId, userId, userName } = caller;
    if (sessionId === null) throw new AssayError('not-found', 'There is no session: an API key was used.');
    const deed = { action: 'session.confirm', subject: userName };
    await recordRefusal(parts, byCaller(call), deed, () =>
      checkOwnPassword(parts, again(userId), userName, body.password),
    );
    await recordDeed(parts, call, deed, () => parts.sessions.confirm(sessionId));
    return { data: await shownSession(parts, userId, sessionId, origin, sessionId) };
  });
}
