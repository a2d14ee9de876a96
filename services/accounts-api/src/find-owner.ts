import type { Caller } from '@assay/auth';
import { AssayError, type UserItem, UserName } from '@assay/contracts';
import { getUser, type Table, userId } from '@assay/table';

/**
 * The user whom a path names: oneself, or for an admin anybody. Everybody else's is `not-found`, as is nobody's, so
 * that names cannot be tried out.
 */
export async function findOwner(table: Table, caller: Caller, name: unknown): Promise<UserItem> {
  const userName = UserName.safeParse(name);
  const allowed = userName.success && (userName.data === caller.userName || caller.accessLevel === 'admin');
  const user = allowed ? await getUser(table, userId(userName.data)) : null;
  if (user === null) throw new AssayError('not-found', 'User not found.');
  return user;
}
