import { z } from 'zod';
import { deleteItem, queryPage, under, updateItem } from './item.ts';
import { accountKey, type Key, userDueShard } from './keys.ts';
import type { Table } from './table.ts';

const KeyItem = z.object({ UserID: z.string(), FileID: z.string() });

/** Keys of one query page; an item is at most 400 KB, of which nothing but the key is answered. */
const PAGE = 250;

/**
 * One page of the keys of a partition whose sort key begins with `prefix` (empty: all), read consistently, in order.
 * `next` is where the next page begins, null at the end.
 */
export async function listKeys(
  table: Table,
  partition: string,
  prefix: string,
  after: Key | null = null,
): Promise<{ keys: Key[]; next: Key | null }> {
  const all = { KeyConditionExpression: 'UserID = :partition', ExpressionAttributeValues: { ':partition': partition } };
  const { items, last } = await queryPage(table, KeyItem, {
    ...(prefix === '' ? all : under(partition, prefix)),
    ProjectionExpression: 'UserID, FileID',
    ConsistentRead: true,
    Limit: PAGE,
    ...(after === null ? {} : { ExclusiveStartKey: after }),
  });
  return { keys: items, next: last === null ? null : { UserID: String(last.UserID), FileID: String(last.FileID) } };
}

/** Removes these items whatever they are; fine when they are gone. For those that delete a file or a user. */
export async function eraseItems(table: Table, keys: readonly Key[]): Promise<void> {
  const waiting = keys.values();
  const work = async () => {
    for (const key of waiting) await deleteItem(table, key);
  };
  await Promise.all(Array.from({ length: 8 }, work));
}

/**
 * Ends the deletion of a user: what stays is a name that is never given again, without anything of the person. False
 * when the user is not being deleted. `lookAgain` is when `Due` brings the name once more.
 */
export function endUserDeletion(table: Table, uid: string, lookAgain: Date): Promise<boolean> {
  return updateItem(table, accountKey(uid), {
    update:
      'SET #State = :deleted, Disabled = :yes, PasswordHash = :none, UserInfo.Email = :null, UserInfo.LastLogin = :null, ' +
      'OpenId = :null, Quotas = :null, RetentionDays = :null, DueAt = :again, DueShard = :shard',
    condition: '#State = :deleting',
    names: { '#State': 'State' },
    values: {
      ':deleting': 'deleting',
      ':deleted': 'deleted',
      ':yes': true,
      ':none': '-',
      ':null': null,
      ':again': lookAgain.toISOString(),
      ':shard': userDueShard(uid),
    },
  });
}
