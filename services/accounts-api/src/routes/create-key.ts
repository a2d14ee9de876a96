import { type NewApiKeyObject, NewApiKeyRequest } from '@assay/contracts';
import { baseUrl, parseInput } from '@assay/service-kit';
import { userId } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import { type AccountParts, callerOf } from '../account-app.ts';
import { createKey } from '../create-key.ts';
import { findOwner } from '../find-owner.ts';
import { keyObject } from '../key-object.ts';

export function createKeyRoute(app: FastifyInstance, parts: AccountParts): void {
  app.post<{ Params: { id: string } }>('/api/v1/users/:id/keys', async (request): Promise<NewApiKeyObject> => {
    const caller = callerOf(request);
    const owner = await findOwner(parts.table, caller, request.params.id);
    const { name, access_level, require_exp } = parseInput(NewApiKeyRequest, request.body ?? {});
    const wishes = { name, accessLevel: access_level, requireExp: require_exp };
    const { item, secret } = await createKey(parts, caller, owner, wishes);
    request.log.info({ accessLevel: item.Api.AccessLevel, owner: userId(owner.UserName) }, 'an API key was made');
    const data = keyObject(item, owner.UserName, baseUrl(request));
    return { data, secret, user_id: userId(owner.UserName), public_api_token: item.Api.ApiKey };
  });
}
