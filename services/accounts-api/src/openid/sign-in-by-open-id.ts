import { rank } from '@assay/auth';
import { type AccessLevel, AssayError, Email, NewUserName, type Session, type UserItem } from '@assay/contracts';
import type { AccountParts } from '../account-app.ts';
import { type Actor, type Deed, recordDeedOf, recordRefusal } from '../audit/record-deed.ts';
import { NO_PASSWORD } from '../passwords/hash-password.ts';
import { signInDeed } from '../sessions/sign-in-deed.ts';
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

type Parts = Pick<AccountParts, 'table' | 'redis' | 'sessions' | 'now'>;

/** Somebody whom the provider has verified and who may sign in, and how that is written down. */
export interface Admitted {
  readonly user: UserItem;
  readonly by: Actor;
  readonly deed: Deed<Session>;
}

/**
 * The user whom this identity is, made or changed as the rules say. In the trail are the making, the change and the refusal,
 * each by the user's name, or, of nobody, by the name that the provider gives. Throws `forbidden` when it is nobody and may
 * not become anybody, `conflict` when the name that it would get is taken, `user-not-active` for a disabled or deleted user.
 */
export async function admitIdentity(
  parts: Parts,
  rules: OpenIdRules,
  identity: OpenIdIdentity,
  request: Actor['request'],
): Promise<Admitted> {
  const found = await userOfSubject(parts.table, identity);
  const name = found?.UserName ?? nameOf(rules, identity) ?? '-';
  const by = { actor: name, token: null, request };
  const deed = signInDeed(name, 'openid');
  const user = await recordRefusal(parts, by, deed, async () => {
    const theirs = found ?? (await makeFromClaims(parts, rules, identity, by));
    if (theirs.State !== 'live' || theirs.Disabled) throw new AssayError('user-not-active');
    return rules.roles === null ? theirs : followRoles(parts, theirs, levelOf(rules.roles, identity.claims), by);
  });
  return { user, by, deed };
}

/** The name that a new user would get; null when it cannot be one. */
function nameOf({ nameClaim }: OpenIdRules, { claims }: OpenIdIdentity): string | null {
  const given = claims[nameClaim];
  return NewUserName.safeParse(typeof given === 'string' ? given.toLowerCase() : undefined).data ?? null;
}

async function makeFromClaims(
  parts: Parts,
  rules: OpenIdRules,
  identity: OpenIdIdentity,
  by: Actor,
): Promise<UserItem> {
  const { issuer, subject, claims } = identity;
  if (!rules.createUsers) throw new AssayError('forbidden', 'Nobody here is connected to this identity.');
  const userName = nameOf(rules, identity);
  if (userName === null) throw new AssayError('forbidden', 'The provider gave no name that a user can have.');
  const accessLevel = rules.roles === null ? 'user' : levelOf(rules.roles, claims);
  const email = claims.email_verified === false ? null : (Email.safeParse(claims.email).data ?? null);
  const wishes = { userName, passwordHash: NO_PASSWORD, email, accessLevel, openId: { issuer, subject } };
  const deed = { action: 'user.create', subject: userName, details: { access_level: accessLevel, by: 'openid' } };
  try {
    return await recordDeedOf(parts, by, deed, () => makeUser(parts.table, wishes, parts.now()));
  } catch (error) {
    if (!(error instanceof AssayError && error.kind === 'already-exists')) throw error;
    // By another tab of the same browser, at this moment.
    const made = await userOfSubject(parts.table, identity);
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
async function followRoles(parts: Parts, user: UserItem, level: AccessLevel, by: Actor): Promise<UserItem> {
  if (user.AccessLevel === level) return user;
  const deed = { action: 'user.change', subject: user.UserName, details: { access_level: level, by: 'openid' } };
  try {
    return await recordDeedOf(parts, by, deed, () => applyChanges(parts, user, { access_level: level }));
  } catch (error) {
    if (error instanceof AssayError && error.kind === 'conflict') return user;
    throw error;
  }
}
