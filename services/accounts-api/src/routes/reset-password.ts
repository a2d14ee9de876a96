import { AssayError, operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { recordDeed } from '../audit/record-deed.ts';
import { randomPassword } from '../passwords/hash-password.ts';
import { knownUser } from '../passwords/waiting.ts';
import { findUser } from '../users/find-user.ts';
import { setPassword } from '../users/set-password.ts';
import { userObject } from '../users/user-object.ts';

export function resetPasswordRoute(app: FastifyInstance, parts: AccountParts): void {
  addOperation(app, parts.gate, operations.resetPassword, async (call) => {
    const { UserName, State } = await findUser(parts.table, call.caller, call.params.id);
    if (State !== 'live') throw new AssayError('not-found', 'User not found.');
    const made = call.body.password === undefined ? randomPassword() : null;
    const deed = { action: 'user.password-reset', subject: UserName };
    const user = await recordDeed(parts, call, deed, () =>
      setPassword(parts, UserName, call.body.password ?? made ?? '', knownUser(call.caller.userId)),
    );
    return { data: userObject(user, call.origin), password: made };
  });
}
