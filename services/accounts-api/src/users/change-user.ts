import { AssayError, type UserChanges, type UserItem } from '@assay/contracts';
import { changeUser, getUser, type Table, type UserChange, unlinkOpenId, userId } from '@assay/table';
import type { AccountParts } from '../account-app.ts';
import { isAdmin, keepAnAdmin, noteAdmin } from './keep-an-admin.ts';
import { holdSubject, type OpenIdSubject, releaseSubject } from './open-id-subject.ts';
import { quotaLimits } from './quotas.ts';
import { renewKeys } from './shut-out.ts';

type Parts = Pick<AccountParts, 'table' | 'redis' | 'sessions' | 'now'>;

/**
 * Changes a user and makes it hold everywhere within a second: keys are read anew, and who was disabled or given another
 * access level is signed out. May be repeated: what Redis could not be told the first time is told the second. Throws
 * `conflict` for the last admin and for who is being deleted.
 */
export async function applyChanges(parts: Parts, user: UserItem, changes: UserChanges): Promise<UserItem> {
  const { table } = parts;
  const uid = userId(user.UserName);
  if (user.State !== 'live') throw beingDeleted();
  const write = async () => {
    const change = changeOf(changes, parts.now());
    if (Object.keys(change).length > 0 && !(await changeUser(table, uid, change))) throw beingDeleted();
  };
  await holding(table, user, changes.openid ?? null, () =>
    isAdmin(user) && endsAdmin(changes) ? keepAnAdmin(table, uid, write) : write(),
  );
  await unlinkOld(table, user, changes);
  if (changes.access_level === 'admin' || changes.enabled === true) await noteAdmin(table, uid);
  await spread(parts, uid, changes);
  const now = await getUser(table, uid);
  if (now === null) throw new AssayError('not-found', 'User not found.');
  return now;
}

function endsAdmin({ access_level, enabled }: UserChanges): boolean {
  return enabled === false || (access_level !== undefined && access_level !== 'admin');
}

async function spread(parts: Parts, uid: string, { access_level, enabled, quotas }: UserChanges): Promise<void> {
  if (access_level !== undefined || enabled !== undefined || quotas !== undefined) await renewKeys(parts, uid);
  if (access_level !== undefined || enabled === false) await parts.sessions.endAll(uid);
}

function changeOf(changes: UserChanges, now: Date): UserChange {
  const { email, access_level, enabled, quotas, retention_days, openid } = changes;
  return {
    ...(email === undefined ? {} : { Email: email }),
    ...(access_level === undefined ? {} : { AccessLevel: access_level }),
    ...(enabled === undefined ? {} : { Disabled: !enabled }),
    ...(quotas === undefined ? {} : { Quotas: quotas === null ? null : quotaLimits(quotas) }),
    ...(retention_days === undefined ? {} : { RetentionDays: retention_days, Due: now }),
    ...(openid === undefined
      ? {}
      : { OpenId: openid === null ? null : { Issuer: openid.issuer, Subject: openid.subject } }),
  };
}

/** Does the work with the subject linked to the user, if there is one, and not any more when the work is refused. */
async function holding(
  table: Table,
  { UserName }: UserItem,
  who: OpenIdSubject | null,
  work: () => Promise<void>,
): Promise<void> {
  const hold = who === null ? null : await holdSubject(table, who, UserName);
  if (hold === 'taken') throw new AssayError('conflict', 'This OpenID subject is somebody else.');
  try {
    await work();
  } catch (error) {
    // After any other fault nobody knows whether the user says so; a link with no user behind it counts for nothing.
    const refused = error instanceof AssayError && error.kind === 'conflict';
    if (who !== null && hold === 'new' && refused) await releaseSubject(table, who, UserName);
    throw error;
  }
}

async function unlinkOld(table: Table, { OpenId: old, UserName }: UserItem, { openid }: UserChanges): Promise<void> {
  if (openid === undefined || old === null) return;
  if (old.Issuer === openid?.issuer && old.Subject === openid.subject) return;
  await unlinkOpenId(table, old.Issuer, old.Subject, UserName);
}

function beingDeleted(): AssayError {
  return new AssayError('conflict', 'The user is being deleted.');
}
