import type { Session } from '@assay/contracts';
import type { Deed } from '../audit/record-deed.ts';

/** Signing in, as the trail names it. `subject`: the name that is given, or `-` for what can be none. */
export function signInDeed(subject: string, by: 'password' | 'openid'): Deed<Session> {
  return { action: 'session.sign-in', subject, details: { by } };
}
