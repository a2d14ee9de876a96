import { InvitationItem } from '@assay/contracts';
import { ABSENT, deleteItem, getItem, putItem, queryPage, updateItem } from './item.ts';
import { INVITATIONS_PARTITION, invitationKey } from './keys.ts';
import type { Table } from './table.ts';

/** Writes a new invitation; false when there is one of this id. */
export function putInvitation(table: Table, invitation: InvitationItem): Promise<boolean> {
  return putItem(table, invitation, ABSENT);
}

/** The invitation, used or run out or not; null when there is none. */
export function getInvitation(table: Table, id: string): Promise<InvitationItem | null> {
  return getItem(table, InvitationItem, invitationKey(id));
}

/** Who uses an invitation. `use` is random, so that a repeated write is known and two uses by one name are not one. */
export interface InvitationUse {
  readonly userName: string;
  readonly use: string;
}

/** Uses an invitation up. False when there is none, it has run out, or it was used otherwise. May be repeated. */
export function useInvitation(table: Table, id: string, { userName, use }: InvitationUse, now: Date): Promise<boolean> {
  return updateItem(table, invitationKey(id), {
    update: 'SET UsedBy = :name, #use = :use',
    condition: '(UsedBy = :null OR #use = :use) AND ExpiresAt > :now',
    names: { '#use': 'Use' },
    values: { ':name': userName, ':use': use, ':null': null, ':now': Math.floor(now.getTime() / 1000) },
  });
}

/** Makes an invitation good again that its user could not use after all. */
export async function giveInvitationBack(table: Table, id: string, { use }: InvitationUse): Promise<void> {
  await updateItem(table, invitationKey(id), {
    update: 'SET UsedBy = :null, #use = :null',
    condition: '#use = :use',
    names: { '#use': 'Use' },
    values: { ':use': use, ':null': null },
  });
}

/** Takes an invitation back; fine when it is gone. */
export async function deleteInvitation(table: Table, id: string): Promise<void> {
  await deleteItem(table, invitationKey(id));
}

/** All invitations, read consistently, in the order of their ids. `after` is the id with which the page before ended. */
export async function listInvitations(
  table: Table,
  page: { limit: number; after?: string | undefined },
): Promise<{ items: InvitationItem[]; next: string | null }> {
  const { items } = await queryPage(table, InvitationItem, {
    KeyConditionExpression: 'UserID = :partition',
    ExpressionAttributeValues: { ':partition': INVITATIONS_PARTITION },
    ConsistentRead: true,
    Limit: page.limit + 1,
    ...(page.after === undefined ? {} : { ExclusiveStartKey: invitationKey(page.after) }),
  });
  const shown = items.slice(0, page.limit);
  return { items: shown, next: items.length > page.limit ? (shown.at(-1)?.FileID ?? null) : null };
}
