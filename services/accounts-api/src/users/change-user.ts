import { AssayError, type UserChanges, type UserItem } from '@assay/contracts';
import { changeUser, getUser, linkOpenId, type Table, type UserChange, unlinkOpenId, userId } from '@assay/table';
import type { AccountParts } from '../account-app.ts';
import { isAdmin, keepAnAdmin, noteAdmin } from './keep-an-admin.ts';
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
  await linkNew(table, user, changes);
  const write = async () => {
    const change = changeOf(changes, parts.now());
    if (Object.keys(change).length > 0 && !(await changeUser(table, uid, change))) {
      throw new AssayError('conflict', 'The user is being deleted.');
    }
  };
  if (isAdmin(user) && endsAdmin(changes)) await keepAnAdmin(table, uid, write);
  else await write();
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

/** Before the user says so: of two users who are given the same subject one is refused. */
async function linkNew(table: Table, user: UserItem, { openid }: UserChanges): Promise<void> {
  if (openid === undefined || openid === null) return;
  if (await linkOpenId(table, openid.issuer, openid.subject, user.UserName)) return;
  throw new AssayError('conflict', 'This OpenID subject is somebody else.');
}

async function unlinkOld(table: Table, { OpenId: old }: UserItem, { openid }: UserChanges): Promise<void> {
  if (openid === undefined || old === null) return;
  if (old.Issuer === openid?.issuer && old.Subject === openid.subject) return;
  await unlinkOpenId(table, old.Issuer, old.Subject);
}
