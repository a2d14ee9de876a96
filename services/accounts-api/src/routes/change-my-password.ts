import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { byCaller, recordDeed, recordRefusal } from '../audit/record-deed.ts';
import { knownUser } from '../passwords/waiting.ts';
import { beginSession } from '../sessions/begin-session.ts';
import { again } from '../sessions/lanes.ts';
import { checkOwnPassword } from '../sessions/sign-in.ts';
import { setPassword } from '../users/set-password.ts';
import { userObject } from '../users/user-object.ts';

export function changeMyPasswordRoute(app: FastifyInstance, parts: AccountParts): void {
  addOperation(app, parts.gate, operations.changeMyPassword, async (call) => {
    const { caller, body } = call;
    const deed = { action: 'user.password', subject: caller.userName };
    await recordRefusal(parts, byCaller(call), deed, () =>
      checkOwnPassword(parts, again(caller.userId), caller.userName, body.old_password),
    );
    const user = await recordDeed(parts, call, deed, () =>
      setPassword(parts, caller.userName, body.new_password, knownUser(caller.userId)),
    );
    // All sessions ended with the old password, this one among them.
    if (caller.sessionId !== null) await beginSession(parts, user, call);
    return { data: userObject(user, call.origin) };
  });
}
