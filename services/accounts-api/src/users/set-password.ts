import { AssayError, type UserItem } from '@assay/contracts';
import { changeUser, getUser, userId } from '@assay/table';
import type { AccountParts } from '../account-app.ts';
import { hashPassword } from '../passwords/hash-password.ts';
import type { Waiting } from '../passwords/take-turns.ts';

/** Sets a password and ends all sessions of the user. The user as they are then. */
export async function setPassword(
  { table, sessions }: Pick<AccountParts, 'table' | 'sessions'>,
  userName: string,
  password: string,
  who: Waiting,
): Promise<UserItem> {
  const uid = userId(userName);
  const PasswordHash = await hashPassword(password, who);
  if (!(await changeUser(table, uid, { PasswordHash }))) throw new AssayError('not-found', 'User not found.');
  await sessions.endAll(uid);
  const user = await getUser(table, uid);
  if (user === null) throw new AssayError('not-found', 'User not found.');
  return user;
}
