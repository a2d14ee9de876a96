import { z } from 'zod';
import { getItem, updateItem } from './item.ts';
import { ADMINS_KEY } from './keys.ts';
import type { Table } from './table.ts';

/**
 * One item names users of whom it is certain that they are admins who may sign in. It may lack some, never name one who
 * is none: who becomes an admin is put in after that is written, who stops being one is taken out before. Because taking
 * out is refused for the last of them, two admins who remove each other at the same moment cannot both succeed, which no
 * reading of the users themselves could prevent.
 */
const Admins = z.object({ UserID: z.string(), FileID: z.string(), Members: z.set(z.string()).optional() });

/** Names somebody of whom it is certain. */
export async function nameAdmin(table: Table, uid: string): Promise<void> {
  await updateItem(table, ADMINS_KEY, {
    update: 'ADD Members :one',
    condition: 'attribute_exists(UserID) OR attribute_not_exists(UserID)',
    values: { ':one': new Set([uid]) },
  });
}

/** Takes somebody out; false when nobody else is named. */
export function leaveAdmins(table: Table, uid: string): Promise<boolean> {
  return updateItem(table, ADMINS_KEY, {
    update: 'DELETE Members :one',
    condition: 'size(Members) > :alone OR (attribute_exists(Members) AND NOT contains(Members, :uid))',
    values: { ':one': new Set([uid]), ':uid': uid, ':alone': 1 },
  });
}

/** Takes somebody out who is certainly no admin, whoever is left. */
export async function forgetAdmin(table: Table, uid: string): Promise<void> {
  await updateItem(table, ADMINS_KEY, {
    update: 'DELETE Members :one',
    condition: 'contains(Members, :uid)',
    values: { ':one': new Set([uid]), ':uid': uid },
  });
}

/** Everybody who is named. */
export async function listAdmins(table: Table): Promise<string[]> {
  const item = await getItem(table, Admins, ADMINS_KEY);
  return [...(item?.Members ?? [])];
}
