import { createHash, randomBytes } from 'node:crypto';
import { type AccessLevel, AssayError, type UserItem } from '@assay/contracts';
import { getInvitation, giveInvitationBack, useInvitation } from '@assay/table';
import type { AccountParts } from '../account-app.ts';
import { hashPassword } from '../passwords/hash-password.ts';
import { stranger } from '../passwords/waiting.ts';
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
  readonly address: string;
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
  return makeNewcomer(parts, newcomer, 'user');
}

/** The invitation is used up first, so that of two who use it at once one is refused. */
async function registerInvited(
  parts: Pick<AccountParts, 'table' | 'now'>,
  newcomer: Newcomer,
  id: string,
): Promise<UserItem> {
  const { table, now } = parts;
  const { userName } = newcomer;
  const invitation = await getInvitation(table, id);
  if (invitation === null || invitation.UsedBy !== null) throw refused();
  const use = { userName, use: randomBytes(16).toString('hex') };
  if (!(await useInvitation(table, id, use, now()))) throw refused();
  try {
    const { AccessLevel, Email } = invitation;
    return await makeNewcomer(parts, { ...newcomer, email: newcomer.email ?? Email }, AccessLevel);
  } catch (error) {
    await giveInvitationBack(table, id, use);
    throw error;
  }
}

/** The password is hashed only for who may register: it is the work that others wait for. */
async function makeNewcomer(
  { table, now }: Pick<AccountParts, 'table' | 'now'>,
  { userName, password, email, address }: Newcomer,
  accessLevel: AccessLevel,
): Promise<UserItem> {
  const passwordHash = await hashPassword(password, stranger(address));
  return makeUser(table, { userName, passwordHash, email, accessLevel }, now());
}

function refused(): AssayError {
  return new AssayError('forbidden', 'Registration is by invitation of an administrator.');
}
