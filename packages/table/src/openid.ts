import { OpenIdItem } from '@assay/contracts';
import { ABSENT, deleteItemIf, getItem, putItem } from './item.ts';
import { openIdKey } from './keys.ts';
import type { Table } from './table.ts';

/** The name that is written for this subject of an OpenID provider, or null. Whether that user says so too is another item. */
export async function findOpenIdUser(table: Table, issuer: string, subject: string): Promise<string | null> {
  const item = await getItem(table, OpenIdItem, openIdKey(issuer, subject));
  return item?.UserName ?? null;
}

/** Writes who the subject is; false when another name than `instead` is written there, or when none is and one is expected. */
export function linkOpenId(
  table: Table,
  issuer: string,
  subject: string,
  userName: string,
  instead: string | null = null,
): Promise<boolean> {
  const item: OpenIdItem = { ...openIdKey(issuer, subject), Issuer: issuer, Subject: subject, UserName: userName };
  return instead === null
    ? putItem(table, item, ABSENT)
    : putItem(table, item, 'UserName = :instead', { ':instead': instead });
}

/** The subject is this user no more; fine when it is nobody, or somebody else by now. */
export async function unlinkOpenId(table: Table, issuer: string, subject: string, userName: string): Promise<void> {
  await deleteItemIf(table, openIdKey(issuer, subject), 'UserName = :name', { ':name': userName });
}
