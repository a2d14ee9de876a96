import { WebhookItem } from '@assay/contracts';
import { type Change, changeItem } from './change-item.ts';
import { ABSENT, deleteItem, getItem, putItem, queryAll, under } from './item.ts';
import { accountPartition, webhookKey, webhookPrefix } from './keys.ts';
import type { Table } from './table.ts';

/** A webhook of this user, read consistently, or null. */
export function getWebhook(table: Table, uid: string, id: string): Promise<WebhookItem | null> {
  return getItem(table, WebhookItem, webhookKey(uid, id));
}

/** All webhooks of a user, enabled or not, read consistently. */
export function listWebhooks(table: Table, uid: string): Promise<WebhookItem[]> {
  return queryAll(table, WebhookItem, { ...under(accountPartition(uid), webhookPrefix), ConsistentRead: true });
}

/** Writes a new webhook; false when one with this id is there. */
export function createWebhook(table: Table, webhook: WebhookItem): Promise<boolean> {
  return putItem(table, webhook, ABSENT);
}

/** Changes a webhook optimistically; see `changeItem`. */
export function changeWebhook(
  table: Table,
  uid: string,
  id: string,
  change: Change<WebhookItem>,
): Promise<WebhookItem | null> {
  return changeItem(table, WebhookItem, webhookKey(uid, id), change);
}

/** Removes a webhook; fine when there is none. */
export async function deleteWebhook(table: Table, uid: string, id: string): Promise<void> {
  await deleteItem(table, webhookKey(uid, id));
}
