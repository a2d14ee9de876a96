import { type AccessLevel, AssayError, type QuotaLimits, type UserItem } from '@assay/contracts';
import { createUser, newUser, type Table, userId } from '@assay/table';
import { noteAdmin } from './keep-an-admin.ts';
import { holdSubject, type OpenIdSubject, releaseSubject } from './open-id-subject.ts';

export interface UserWishes {
  readonly userName: string;
  /** `NO_PASSWORD` for who signs in elsewhere. */
  readonly passwordHash: string;
  readonly email: string | null;
  readonly accessLevel: AccessLevel;
  readonly quotas?: QuotaLimits | null;
  readonly retentionDays?: number | null;
  readonly openId?: OpenIdSubject | null;
}

/** Makes a user. Throws `already-exists` when the name is or was somebody's, or the OpenID subject is. */
export async function makeUser(table: Table, wishes: UserWishes, now: Date): Promise<UserItem> {
  const { userName, passwordHash, email, accessLevel, quotas = null, retentionDays = null, openId = null } = wishes;
  const user: UserItem = {
    ...newUser({ userName, accessLevel, passwordHash, email }, now),
    Quotas: quotas,
    RetentionDays: retentionDays,
    OpenId: openId === null ? null : { Issuer: openId.issuer, Subject: openId.subject },
  };
  const hold = openId === null ? null : await holdSubject(table, openId, userName);
  if (hold === 'taken') throw new AssayError('already-exists', 'This OpenID subject is somebody already.');
  if (!(await createUser(table, user))) {
    if (openId !== null && hold === 'new') await releaseSubject(table, openId, userName);
    throw new AssayError('already-exists', 'The user name is taken.');
  }
  if (accessLevel === 'admin') await noteAdmin(table, userId(userName));
  return user;
}
