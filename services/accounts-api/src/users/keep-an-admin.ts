import { AssayError, type UserItem } from '@assay/contracts';
import { forgetAdmin, getUser, leaveAdmins, listAdmins, listUsers, nameAdmin, type Table, userId } from '@assay/table';

/** Whether the user is somebody who can administer. */
export function isAdmin({ AccessLevel, Disabled, State }: UserItem): boolean {
  return AccessLevel === 'admin' && !Disabled && State === 'live';
}

/**
 * Does to an admin what makes them none, unless nobody else would be left: that is a `conflict`. Safe against others who
 * do the same to each other at this moment; see decision 0111.
 */
export async function keepAnAdmin(table: Table, uid: string, work: () => Promise<void>): Promise<void> {
  if (!(await leave(table, uid))) {
    await nameAnother(table, uid);
    if (!(await leave(table, uid))) {
      throw new AssayError('conflict', 'The last administrator stays one; make somebody else administrator first.');
    }
  }
  await work();
  // Somebody who looked while they still were one may have named them again.
  await forgetAdmin(table, uid);
}

/** Notes that somebody is an admin now, after the table says so. */
export async function noteAdmin(table: Table, uid: string): Promise<void> {
  if (!(await isAdminNow(table, uid))) return;
  await nameAdmin(table, uid);
  if (!(await isAdminNow(table, uid))) await forgetAdmin(table, uid);
}

/**
 * Takes the user out of those who are named, if another of them is an admin. Looks after having left: of two who leave at
 * the same moment the later one sees that the other is gone.
 */
async function leave(table: Table, uid: string): Promise<boolean> {
  if (!(await leaveAdmins(table, uid))) return false;
  for (const other of await listAdmins(table)) {
    if (await isAdminNow(table, other)) return true;
    await forgetAdmin(table, other);
  }
  await nameAdmin(table, uid);
  return false;
}

/** Names an admin besides this one who was made by other hands, such as the first account; the index may be behind. */
async function nameAnother(table: Table, uid: string): Promise<void> {
  let after: Parameters<typeof listUsers>[1]['after'];
  do {
    const { items, next } = await listUsers(table, { limit: 250, after });
    for (const other of items.filter(isAdmin).map((user) => userId(user.UserName))) {
      if (other !== uid && (await isAdminNow(table, other))) return noteAdmin(table, other);
    }
    after = next ?? undefined;
  } while (after !== undefined);
}

async function isAdminNow(table: Table, uid: string): Promise<boolean> {
  const user = await getUser(table, uid);
  return user !== null && isAdmin(user);
}
