import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { recordDeed } from '../audit/record-deed.ts';
import { beginDeletion } from '../users/begin-deletion.ts';
import { findUser } from '../users/find-user.ts';
import { userObject } from '../users/user-object.ts';

export function deleteUserRoute(app: FastifyInstance, parts: AccountParts): void {
  addOperation(app, parts.gate, operations.deleteUser, async (call) => {
    const user = await findUser(parts.table, call.caller, call.params.id);
    const deed = { action: 'user.delete', subject: user.UserName };
    const gone = await recordDeed(parts, call, deed, () => beginDeletion(parts, user));
    return { data: userObject(gone, call.origin) };
  });
}
