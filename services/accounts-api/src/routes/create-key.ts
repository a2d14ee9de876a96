import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { recordDeed } from '../audit/record-deed.ts';
import { createKey } from '../keys/create-key.ts';
import { newKeyObject } from '../keys/key-object.ts';
import { newKeyDeed } from '../keys/new-key-deed.ts';
import { findUser } from '../users/find-user.ts';

export function createKeyRoute(app: FastifyInstance, parts: AccountParts): void {
  addOperation(app, parts.gate, operations.createKey, async (call) => {
    const { caller, body, origin } = call;
    const owner = await findUser(parts.table, caller, call.params.id);
    const { name, access_level, require_exp, expires, networks } = body;
    const wishes = { name, accessLevel: access_level, requireExp: require_exp, expiresAt: expires, networks };
    const { item, secret } = await recordDeed(parts, call, newKeyDeed('key.create', owner.UserName), () =>
      createKey(parts, caller, owner, wishes),
    );
    return newKeyObject(item, secret, owner.UserName, origin);
  });
}
