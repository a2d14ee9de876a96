import { AssayError, type UserItem } from '@assay/contracts';
import { beginUserDeletion, changeUser, getUser, unlinkOpenId, userId } from '@assay/table';
import type { AccountParts } from '../account-app.ts';
import { isAdmin, keepAnAdmin } from './keep-an-admin.ts';
import { shutOut } from './shut-out.ts';

/**
 * Shuts a user out for ever and hands them over to results-ingest, which removes all that is theirs. It is handed over
 * only when every key and session has ended everywhere; a request that failed before that is sent again. Throws `conflict`
 * for the last admin.
 */
export async function beginDeletion(
  parts: Pick<AccountParts, 'table' | 'redis' | 'sessions' | 'now'>,
  user: UserItem,
): Promise<UserItem> {
  const { table, now } = parts;
  const uid = userId(user.UserName);
  const disable = async () => {
    await changeUser(table, uid, { Disabled: true });
  };
  if (isAdmin(user)) await keepAnAdmin(table, uid, disable);
  else await disable();
  await shutOut(parts, uid);
  if (user.OpenId !== null) await unlinkOpenId(table, user.OpenId.Issuer, user.OpenId.Subject, user.UserName);
  await beginUserDeletion(table, uid, now());
  const gone = await getUser(table, uid);
  if (gone === null) throw new AssayError('not-found', 'User not found.');
  return gone;
}
