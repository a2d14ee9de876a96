import { OpenIdItem } from '@assay/contracts';
import { deleteItem, getItem, putItem } from './item.ts';
import { openIdKey } from './keys.ts';
import type { Table } from './table.ts';

/** The name of the user who is this subject of an OpenID provider, or null. */
export async function findOpenIdUser(table: Table, issuer: string, subject: string): Promise<string | null> {
  const item = await getItem(table, OpenIdItem, openIdKey(issuer, subject));
  return item?.UserName ?? null;
}

/** Says who the subject is; false when it is somebody else already. May be repeated. */
export function linkOpenId(table: Table, issuer: string, subject: string, userName: string): Promise<boolean> {
  const item: OpenIdItem = { ...openIdKey(issuer, subject), Issuer: issuer, Subject: subject, UserName: userName };
  return putItem(table, item, 'attribute_not_exists(UserID) OR UserName = :name', { ':name': userName });
}

/** The subject is nobody any more. */
export async function unlinkOpenId(table: Table, issuer: string, subject: string): Promise<void> {
  await deleteItem(table, openIdKey(issuer, subject));
}
