import { operations, UserName } from '@assay/contracts';
import { addOpenOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { recordDeedOf, recordRefusal } from '../audit/record-deed.ts';
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
    const by = { actor: subject, token: null, request };
    const deed = signInDeed(subject, 'password');
    const user = await recordRefusal(parts, by, deed, () =>
      checkPassword(parts, signingIn(name, request.ip, device), name, body.password),
    );
    return { data: await recordDeedOf(parts, by, deed, () => beginSession(parts, user, call)) };
  });
}
