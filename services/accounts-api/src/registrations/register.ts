import { createHash, randomBytes } from 'node:crypto';
import { AssayError, type UserItem } from '@assay/contracts';
import { getInvitation, giveInvitationBack, useInvitation } from '@assay/table';
import type { AccountParts } from '../account-app.ts';
import { makeUser } from '../users/make-user.ts';

/** A new token of an invitation and the id under which it is kept, from which nobody finds the token. */
export function newInvitationToken(): { token: string; id: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, id: invitationId(token) };
}

export function invitationId(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex');
}

export interface Newcomer {
  readonly userName: string;
  readonly password: string;
  readonly email: string | null;
  /** Null: without one. */
  readonly invitation: string | null;
}

/**
 * Makes a user of a newcomer as far as the rule and the invitation allow. `forbidden`, always in the same words, for whoever
 * may not; only who may is told, by `already-exists`, that a name is taken.
 */
export function register(
  parts: Pick<AccountParts, 'table' | 'registration' | 'now'>,
  newcomer: Newcomer,
): Promise<UserItem> {
  const { invitation } = newcomer;
  if (parts.registration === 'closed') throw refused();
  if (invitation !== null) return registerInvited(parts, newcomer, invitationId(invitation));
  if (parts.registration !== 'open') throw refused();
  return makeUser(parts.table, { ...newcomer, accessLevel: 'user' }, parts.now());
}

/** The invitation is used up first, so that of two who use it at once one is refused. */
async function registerInvited(
  { table, now }: Pick<AccountParts, 'table' | 'now'>,
  newcomer: Newcomer,
  id: string,
): Promise<UserItem> {
  const { userName } = newcomer;
  const invitation = await getInvitation(table, id);
  if (invitation === null || invitation.UsedBy !== null) throw refused();
  const use = { userName, use: randomBytes(16).toString('hex') };
  if (!(await useInvitation(table, id, use, now()))) throw refused();
  try {
    const { AccessLevel, Email } = invitation;
    return await makeUser(table, { ...newcomer, email: newcomer.email ?? Email, accessLevel: AccessLevel }, now());
  } catch (error) {
    await giveInvitationBack(table, id, use);
    throw error;
  }
}

function refused(): AssayError {
  return new AssayError('forbidden', 'Registration is by invitation of an administrator.');
}
