import { operations, UserName } from '@assay/contracts';
import { addOpenOperation } from '@assay/service-kit';
import { userId } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { recordDeedOf } from '../audit/record-deed.ts';
import { beginSession } from '../sessions/begin-session.ts';
import { knownDevice } from '../sessions/device-cookie.ts';
import { signingIn } from '../sessions/lanes.ts';
import { refuseOtherPages } from '../sessions/own-origin.ts';
import { checkPassword } from '../sessions/sign-in.ts';
import { signInDeed } from '../sessions/sign-in-deed.ts';

export function createSessionRoute(app: FastifyInstance, parts: AccountParts): void {
  addOpenOperation(app, parts.gate, operations.createSession, async (call) => {
    const { request, body, origin } = call;
    refuseOtherPages(request, origin);
    const name = body.user_name.toLowerCase();
    // What cannot be a name may be a password in the wrong field.
    const subject = UserName.safeParse(name).success ? name : '-';
    const device = knownDevice(parts.cursorKey, request.headers, origin, name);
    const actor = { actor: subject, token: null, address: request.ip };
    const deed = signInDeed(parts, subject, 'password', call);
    const { session } = await recordDeedOf(parts, actor, deed, async () => {
      const user = await checkPassword(parts, signingIn(name, request.ip, device), name, body.password);
      return { userId: userId(user.UserName), session: await beginSession(parts, user, call) };
    });
    return { data: session };
  });
}
