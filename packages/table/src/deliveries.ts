import { DeliveryItem, type WebhookMessage } from '@assay/contracts';
import { type Change, changeItem } from './change-item.ts';
import { ABSENT, deleteItem, getItem, putItem, queryPage, under } from './item.ts';
import { deliveryKey, deliveryPrefix, deliveryShard } from './keys.ts';
import type { Table } from './table.ts';

/** A delivery that is due at once. Its id begins with the id of its webhook. Writes nothing. */
export function newDelivery(uid: string, webhookId: string, message: WebhookMessage, now: Date): DeliveryItem {
  return {
    ...deliveryKey(uid, message.id),
    DeliveryID: message.id,
    WebhookID: webhookId,
    Event: message.event,
    Body: JSON.stringify(message),
    Attempts: 0,
    CreatedAt: now.toISOString(),
    LastError: null,
    Version: 1,
    DueShard: deliveryShard(uid),
    DueAt: now.toISOString(),
  };
}

/** Writes a delivery; false when one with this id is on its way already. */
export function createDelivery(table: Table, delivery: DeliveryItem): Promise<boolean> {
  return putItem(table, delivery, ABSENT);
}

/** The delivery, read consistently; null when it has come to an end. */
export function getDelivery(table: Table, uid: string, id: string): Promise<DeliveryItem | null> {
  return getItem(table, DeliveryItem, deliveryKey(uid, id));
}

/** Changes a delivery optimistically; see `changeItem`. */
export function changeDelivery(
  table: Table,
  uid: string,
  id: string,
  change: Change<DeliveryItem>,
): Promise<DeliveryItem | null> {
  return changeItem(table, DeliveryItem, deliveryKey(uid, id), change);
}

/** Removes a delivery that has come to an end; fine when it is gone. */
export async function deleteDelivery(table: Table, uid: string, id: string): Promise<void> {
  await deleteItem(table, deliveryKey(uid, id));
}

/** Up to `limit` deliveries that wait for this webhook, in no order that means anything. */
export async function listDeliveries(
  table: Table,
  uid: string,
  webhookId: string,
  limit: number,
): Promise<DeliveryItem[]> {
  const { items } = await queryPage(table, DeliveryItem, {
    ...under(uid, `${deliveryPrefix}${webhookId}`),
    ConsistentRead: true,
    Limit: limit,
  });
  return items;
}
