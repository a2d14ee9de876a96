import type { Caller } from '@assay/auth';
import { AssayError, operations, type UserChanges } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { recordDeed } from '../audit/record-deed.ts';
import { applyChanges } from '../users/change-user.ts';
import { findUser } from '../users/find-user.ts';
import { userObject } from '../users/user-object.ts';

/** What users may change of themselves. */
const OWN: ReadonlySet<string> = new Set<keyof UserChanges>(['email']);

export function updateUserRoute(app: FastifyInstance, parts: AccountParts): void {
  addOperation(app, parts.gate, operations.updateUser, async (call) => {
    const { caller, body, origin } = call;
    const user = await findUser(parts.table, caller, call.params.id);
    const deed = { action: 'user.change', subject: user.UserName, details: detailsOf(body) };
    const changed = await recordDeed(parts, call, deed, () => {
      mayChange(caller, body);
      return applyChanges(parts, user, body);
    });
    return { data: userObject(changed, origin) };
  });
}

function mayChange({ accessLevel }: Caller, changes: UserChanges): void {
  const own = Object.keys(changes).every((name) => OWN.has(name));
  if (!own && accessLevel !== 'admin') throw new AssayError('forbidden');
}

/** An address belongs to a person; that it changed is enough. */
function detailsOf({ email, ...changes }: UserChanges) {
  const told = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  return { ...told, ...(email === undefined ? {} : { email: 'changed' }) };
}
