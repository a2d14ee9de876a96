import type { Session } from '@assay/contracts';
import type { AccountParts } from '../account-app.ts';
import type { Deed } from '../audit/record-deed.ts';
import type { Arrival } from './begin-session.ts';

/** A session and whose it is. */
export interface Begun {
  readonly userId: string;
  readonly session: Session;
}

/** Signing in, as the trail names it. A session that cannot be written down ends, and its cookies are not given. */
export function signInDeed(
  { sessions }: Pick<AccountParts, 'sessions'>,
  subject: string,
  by: 'password' | 'openid',
  { reply }: Arrival,
): Deed<Begun> {
  return {
    action: 'session.sign-in',
    subject,
    details: { by },
    undo: async ({ userId, session }) => {
      reply.removeHeader('set-cookie');
      await sessions.end(userId, session.id);
    },
  };
}
