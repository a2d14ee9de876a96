import { rank } from '@assay/auth';
import { type AccessLevel, AssayError, Email, NewUserName, type UserItem } from '@assay/contracts';
import type { AccountParts } from '../account-app.ts';
import { NO_PASSWORD } from '../passwords/hash-password.ts';
import { applyChanges } from '../users/change-user.ts';
import { makeUser } from '../users/make-user.ts';
import { userOfSubject } from '../users/open-id-subject.ts';
import type { OpenIdIdentity } from './open-id-provider.ts';

/** How identities become users. */
export interface OpenIdRules {
  /** Whether somebody whom nobody has connected to a user becomes a new one. */
  readonly createUsers: boolean;
  /** Claim that names a new user. */
  readonly nameClaim: string;
  /** Claim with the roles, and what each allows; null: admins say what users may. */
  readonly roles: { readonly claim: string; readonly levels: Readonly<Record<string, AccessLevel>> } | null;
}

/**
 * The user whom this identity is. Throws `forbidden` when it is nobody and may not become anybody, `conflict` when the name
 * that it would get is taken, `user-not-active` for a disabled or deleted user.
 */
export async function userOfIdentity(
  parts: Pick<AccountParts, 'table' | 'redis' | 'sessions' | 'now'>,
  rules: OpenIdRules,
  identity: OpenIdIdentity,
): Promise<UserItem> {
  const found = await userOfSubject(parts.table, identity);
  const user = found ?? (await makeFromClaims(parts, rules, identity));
  if (user.State !== 'live' || user.Disabled) throw new AssayError('user-not-active');
  return rules.roles === null ? user : followRoles(parts, user, levelOf(rules.roles, identity.claims));
}

async function makeFromClaims(
  { table, now }: Pick<AccountParts, 'table' | 'now'>,
  { createUsers, nameClaim, roles }: OpenIdRules,
  { issuer, subject, claims }: OpenIdIdentity,
): Promise<UserItem> {
  if (!createUsers) throw new AssayError('forbidden', 'Nobody here is connected to this identity.');
  const given = claims[nameClaim];
  const userName = NewUserName.safeParse(typeof given === 'string' ? given.toLowerCase() : undefined);
  if (!userName.success) throw new AssayError('forbidden', 'The provider gave no name that a user can have.');
  const wishes = {
    userName: userName.data,
    passwordHash: NO_PASSWORD,
    email: claims.email_verified === false ? null : (Email.safeParse(claims.email).data ?? null),
    accessLevel: roles === null ? ('user' as const) : levelOf(roles, claims),
    openId: { issuer, subject },
  };
  try {
    return await makeUser(table, wishes, now());
  } catch (error) {
    if (!(error instanceof AssayError && error.kind === 'already-exists')) throw error;
    // By another tab of the same browser, at this moment.
    const made = await userOfSubject(table, { issuer, subject });
    if (made !== null) return made;
    throw new AssayError('conflict', 'The user name is taken; ask an administrator to connect it.');
  }
}

/** The highest of what the roles allow; who has none of them is a `user`. */
function levelOf({ claim, levels }: NonNullable<OpenIdRules['roles']>, claims: OpenIdIdentity['claims']): AccessLevel {
  const value = claims[claim];
  const roles = Array.isArray(value) ? value : [value];
  const allowed = roles.flatMap((role) =>
    typeof role === 'string' && Object.hasOwn(levels, role) ? [levels[role] as AccessLevel] : [],
  );
  return allowed.reduce<AccessLevel>((best, level) => (rank(level) > rank(best) ? level : best), 'user');
}

/** The provider decides at every sign-in, except that the last admin stays one. */
async function followRoles(
  parts: Pick<AccountParts, 'table' | 'redis' | 'sessions' | 'now'>,
  user: UserItem,
  level: AccessLevel,
): Promise<UserItem> {
  if (user.AccessLevel === level) return user;
  try {
    return await applyChanges(parts, user, { access_level: level });
  } catch (error) {
    if (error instanceof AssayError && error.kind === 'conflict') return user;
    throw error;
  }
}
