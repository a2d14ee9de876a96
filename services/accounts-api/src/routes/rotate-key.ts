import { AssayError, operations, PublicApiToken } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { recordDeed } from '../audit/record-deed.ts';
import { newKeyObject } from '../keys/key-object.ts';
import { newKeyDeed } from '../keys/new-key-deed.ts';
import { rotateKey } from '../keys/rotate-key.ts';
import { findUser } from '../users/find-user.ts';

export function rotateKeyRoute(app: FastifyInstance, parts: AccountParts): void {
  addOperation(app, parts.gate, operations.rotateKey, async (call) => {
    const { caller, params, body, origin } = call;
    const owner = await findUser(parts.table, caller, params.id);
    const token = PublicApiToken.safeParse(params.token);
    if (!token.success) throw new AssayError('not-found', 'API key not found.');
    const deed = newKeyDeed('key.rotate', owner.UserName, token.data);
    const { item, secret } = await recordDeed(parts, call, deed, () =>
      rotateKey(parts, caller, owner, token.data, body.overlap_hours),
    );
    return newKeyObject(item, secret, owner.UserName, origin);
  });
}
