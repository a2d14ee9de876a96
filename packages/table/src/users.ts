import { UserItem } from '@assay/contracts';
import { type KindPlace, listByKind } from './by-kind.ts';
import { updateItem } from './item.ts';
import { accountKey, userDueShard } from './keys.ts';
import type { Table } from './table.ts';

/** What of a user changes after they are made. What is absent stays. */
export type UserChange = Partial<
  Pick<UserItem, 'AccessLevel' | 'Disabled' | 'Quotas' | 'RetentionDays' | 'OpenId' | 'PasswordHash'>
> & {
  readonly Email?: string | null | undefined;
  /** From when the user waits in `Due`, so that their files are looked at anew: their retention changed. */
  readonly Due?: Date | undefined;
};

/** Users that were made before there were states have none. */
const LIVE = 'attribute_exists(UserID) AND (attribute_not_exists(#State) OR #State = :live)';

/** Changes a user who is not being deleted; false when there is none. */
export function changeUser(table: Table, uid: string, { Email, Due, ...change }: UserChange): Promise<boolean> {
  const due = Due === undefined ? {} : { DueShard: userDueShard(uid), DueAt: Due.toISOString() };
  const given = Object.entries({ ...change, ...due }).filter(([, value]) => value !== undefined);
  const sets = given.map(([name]) => `#${name} = :${name}`);
  if (Email !== undefined) sets.push('UserInfo.Email = :Email');
  return updateItem(table, accountKey(uid), {
    update: `SET ${sets.join(', ')}`,
    condition: LIVE,
    names: { '#State': 'State', ...Object.fromEntries(given.map(([name]) => [`#${name}`, name])) },
    values: {
      ':live': 'live',
      ...Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
      ...(Email === undefined ? {} : { ':Email': Email }),
    },
  });
}

/** Notes when a user signed in; never earlier than it says already. */
export async function noteSignIn(table: Table, uid: string, now: Date): Promise<void> {
  await updateItem(table, accountKey(uid), {
    update: 'SET UserInfo.LastLogin = :now',
    condition: 'attribute_exists(UserID) AND (UserInfo.LastLogin = :null OR UserInfo.LastLogin < :now)',
    values: { ':now': now.toISOString(), ':null': null },
  });
}

/** From now on the user is being deleted, by whoever takes them out of `Due`. False when they are already, or not there. */
export function beginUserDeletion(table: Table, uid: string, now: Date): Promise<boolean> {
  return updateItem(table, accountKey(uid), {
    update: 'SET #State = :deleting, Disabled = :yes, DueShard = :shard, DueAt = :now',
    condition: LIVE,
    names: { '#State': 'State' },
    values: {
      ':live': 'live',
      ':deleting': 'deleting',
      ':yes': true,
      ':shard': userDueShard(uid),
      ':now': now.toISOString(),
    },
  });
}

/**
 * Users in the order in which they were made, without those who are only names any more. The index lags a little behind
 * the table, and a page may be short without being the last: `next` tells.
 */
export function listUsers(
  table: Table,
  page: { limit: number; after?: KindPlace | undefined },
): Promise<{ items: UserItem[]; next: KindPlace | null }> {
  return listByKind(table, UserItem, {
    kind: 'user',
    forward: true,
    from: '0',
    to: '9999',
    filter: {
      condition: 'attribute_not_exists(#State) OR #State <> :deleted',
      names: { '#State': 'State' },
      values: { ':deleted': 'deleted' },
    },
    ...page,
  });
}
