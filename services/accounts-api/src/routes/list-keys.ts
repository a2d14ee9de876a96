import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import { listApiKeys, userId } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { keyObject } from '../keys/key-object.ts';
import { findUser } from '../users/find-user.ts';

export function listKeysRoute(app: FastifyInstance, { gate, table }: AccountParts): void {
  addOperation(app, gate, operations.listKeys, async ({ caller, params, origin }) => {
    const { UserName } = await findUser(table, caller, params.id);
    const keys = await listApiKeys(table, userId(UserName));
    return {
      data: keys.map((key) => keyObject(key, UserName, origin)),
      meta: { count: keys.length },
      links: { self: `${origin}/api/v1/users/${UserName}/keys` },
    };
  });
}
