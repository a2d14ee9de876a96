import { operations } from '@assay/contracts';
import { addOpenOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { recordDeedOf } from '../audit/record-deed.ts';
import { register } from '../registrations/register.ts';
import { addressLane } from '../sessions/lanes.ts';
import { refuseOtherPages } from '../sessions/own-origin.ts';
import { userObject } from '../users/user-object.ts';

export function registerRoute(app: FastifyInstance, parts: AccountParts): void {
  addOpenOperation(app, parts.gate, operations.register, async ({ request, body, origin }) => {
    refuseOtherPages(request, origin);
    // Counted like tries to sign in: it tells, to who may, whether a name is taken.
    await parts.slowDown.begin([addressLane(request.ip)]);
    const { user_name, password, email, invitation = null } = body;
    const deed = { action: 'user.register', subject: user_name, details: { invited: invitation !== null } };
    const by = { actor: '-', token: null, request };
    const user = await recordDeedOf(parts, by, deed, async () =>
      register(parts, { userName: user_name, password, email, invitation, address: request.ip }),
    );
    return { data: userObject(user, origin) };
  });
}
