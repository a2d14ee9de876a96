import { baseUrl } from '@assay/service-kit';
import { listApiKeys, userId } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import { type AccountParts, callerOf } from '../account-app.ts';
import { findOwner } from '../find-owner.ts';
import { keyObject } from '../key-object.ts';

export function listKeysRoute(app: FastifyInstance, { table }: AccountParts): void {
  app.get<{ Params: { id: string } }>('/api/v1/users/:id/keys', async (request) => {
    const { UserName } = await findOwner(table, callerOf(request), request.params.id);
    const origin = baseUrl(request);
    const keys = await listApiKeys(table, userId(UserName));
    return {
      data: keys.map((key) => keyObject(key, UserName, origin)),
      meta: { count: keys.length },
      links: { self: `${origin}/api/v1/users/${UserName}/keys` },
    };
  });
}
