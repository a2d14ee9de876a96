import { AssayError, type UserItem, UserName } from '@assay/contracts';
import { getUser, type Table, userId } from '@assay/table';
import type { AccountParts } from '../account-app.ts';
import { isPassword, NO_PASSWORD } from '../passwords/hash-password.ts';
import type { Waiting } from '../passwords/take-turns.ts';
import type { Approach } from './lanes.ts';

type Parts = Pick<AccountParts, 'table' | 'slowDown'>;

/**
 * The user whose name and password these are. Nobody's name, a wrong password, and a user without one cost and answer the
 * same: `wrong-credentials`. Only who knows the password learns that the user is disabled. Throws `busy` after too many
 * tries, or when too many passwords are being compared.
 */
export async function checkPassword(
  { table, slowDown }: Parts,
  { lanes, waiting }: Approach,
  name: string,
  password: string,
): Promise<UserItem> {
  const attempt = await slowDown.begin(lanes);
  const user = await compare(table, name, password, waiting).catch(async (error: unknown) => {
    // It was not looked at.
    await attempt.forgive();
    throw error;
  });
  if (user === null) throw new AssayError('wrong-credentials', 'Wrong user name or password.');
  await attempt.forgive();
  if (user.Disabled) throw new AssayError('user-not-active');
  return user;
}

/** The user of this name if that is their password. */
async function compare(table: Table, name: string, password: string, waiting: Waiting): Promise<UserItem | null> {
  const user = UserName.safeParse(name).success ? await getUser(table, userId(name)) : null;
  const usable = user !== null && user.State === 'live' && user.PasswordHash !== NO_PASSWORD;
  const right = await isPassword(password, usable ? user.PasswordHash : null, waiting);
  return usable && right ? user : null;
}

/**
 * Whether somebody who is signed in knows their password. Throws `forbidden` when not, `conflict` for who has none, and `busy`
 * as above.
 */
export async function checkOwnPassword(
  parts: Parts,
  approach: Approach,
  userName: string,
  password: string,
): Promise<void> {
  const user = await getUser(parts.table, userId(userName));
  if (user?.PasswordHash === NO_PASSWORD) {
    throw new AssayError(
      'conflict',
      'You have no password; where one is asked for, sign in at the OpenID provider again.',
    );
  }
  try {
    await checkPassword(parts, approach, userName, password);
  } catch (error) {
    const wrong = error instanceof AssayError && error.kind === 'wrong-credentials';
    throw wrong ? new AssayError('forbidden', 'The password is wrong.') : error;
  }
}
