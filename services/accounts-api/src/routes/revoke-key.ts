import { AssayError, operations, PublicApiToken } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import { userId } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { recordDeed } from '../audit/record-deed.ts';
import { keyObject } from '../keys/key-object.ts';
import { revokeKey } from '../keys/revoke-key.ts';
import { findUser } from '../users/find-user.ts';

export function revokeKeyRoute(app: FastifyInstance, parts: AccountParts): void {
  addOperation(app, parts.gate, operations.revokeKey, async (call) => {
    const { UserName } = await findUser(parts.table, call.caller, call.params.id);
    const token = PublicApiToken.safeParse(call.params.token);
    if (!token.success) throw new AssayError('not-found', 'API key not found.');
    const deed = { action: 'key.revoke', subject: `${UserName}/${token.data}` };
    const key = await recordDeed(parts, call, deed, () => revokeKey(parts, userId(UserName), token.data));
    return { data: keyObject(key, UserName, call.origin) };
  });
}
