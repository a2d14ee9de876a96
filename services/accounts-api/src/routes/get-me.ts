import { AssayError, type UserObject } from '@assay/contracts';
import { baseUrl } from '@assay/service-kit';
import { getUser } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import { type AccountParts, callerOf } from '../account-app.ts';

export function getMeRoute(app: FastifyInstance, { table }: AccountParts): void {
  app.get('/api/v1/users/me', async (request): Promise<UserObject> => {
    const caller = callerOf(request);
    const user = await getUser(table, caller.userId);
    if (user === null) throw new AssayError('not-found', 'User not found.');
    return {
      data: {
        type: 'user',
        id: user.UserName,
        links: { self: `${baseUrl(request)}/api/v1/users/me` },
        attributes: {
          user_id: caller.userId,
          email: user.UserInfo.Email,
          access_level: caller.accessLevel,
          user_since: user.UserInfo.CreatedAt,
          last_login: user.UserInfo.LastLogin,
        },
      },
    };
  });
}
