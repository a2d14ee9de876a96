import { AssayError, PublicApiToken } from '@assay/contracts';
import { baseUrl } from '@assay/service-kit';
import { userId } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import { type AccountParts, callerOf } from '../account-app.ts';
import { findOwner } from '../find-owner.ts';
import { keyObject } from '../key-object.ts';
import { revokeKey } from '../revoke-key.ts';

export function revokeKeyRoute(app: FastifyInstance, parts: AccountParts): void {
  app.delete<{ Params: { id: string; token: string } }>('/api/v1/users/:id/keys/:token', async (request) => {
    const { UserName } = await findOwner(parts.table, callerOf(request), request.params.id);
    const token = PublicApiToken.safeParse(request.params.token);
    if (!token.success) throw new AssayError('not-found', 'API key not found.');
    const key = await revokeKey(parts, userId(UserName), token.data);
    request.log.info({ owner: userId(UserName) }, 'an API key was revoked');
    return { data: keyObject(key, UserName, baseUrl(request)) };
  });
}
