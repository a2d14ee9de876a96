import type { Caller } from '@assay/auth';
import { AssayError, UserId, type UserItem, UserName } from '@assay/contracts';
import { getUser, type Table, userId } from '@assay/table';

/**
 * The user whom a path names, by user name or user id: oneself, or for an admin anybody. Everybody else is `not-found`, as
 * is nobody, and as long as it takes: nothing is read for who may not ask.
 */
export async function findUser(table: Table, caller: Caller, id: string): Promise<UserItem> {
  const uid = id === caller.userName ? caller.userId : id;
  const user = uid === caller.userId ? await getUser(table, uid) : await findOther(table, caller, id);
  if (user === null || user.State === 'deleted') throw new AssayError('not-found', 'User not found.');
  return user;
}

async function findOther(table: Table, caller: Caller, id: string): Promise<UserItem | null> {
  if (caller.accessLevel !== 'admin') return null;
  const byName = UserName.safeParse(id).success ? await getUser(table, userId(id)) : null;
  return byName ?? (UserId.safeParse(id).success ? getUser(table, id) : null);
}
