import { AssayError, operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import { getUser } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { userObject } from '../users/user-object.ts';

export function getMeRoute(app: FastifyInstance, { gate, table }: AccountParts): void {
  addOperation(app, gate, operations.getMe, async ({ caller, origin }) => {
    const user = await getUser(table, caller.userId);
    // Gone since the caller was let in.
    if (user === null) throw new AssayError('wrong-credentials');
    return { data: userObject(user, origin, caller.accessLevel) };
  });
}
