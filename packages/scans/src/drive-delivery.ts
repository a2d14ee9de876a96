import type { DeliveryItem, WebhookItem } from '@assay/contracts';
import type { WebhookAnswer } from '@assay/events';
import { changeDelivery, changeWebhook, deleteDelivery, getDelivery, getWebhook } from '@assay/table';
import { after } from './due-at.ts';
import type { ScanLimits } from './limits.ts';
import type { Scans } from './scans.ts';

export type DeliveryScans = Pick<Scans, 'table' | 'webhooks' | 'limits' | 'logger' | 'now'>;

const MOST_RECENT = 20;

/**
 * Makes one attempt to deliver. What failed waits longer each time and is given up after a day; while a webhook fails, what
 * else waits for it does not try on its own, but for tests; one that failed too often in a row is disabled. What waits for a
 * webhook that is gone or disabled is dropped.
 */
export async function driveDelivery(scans: DeliveryScans, uid: string, id: string): Promise<void> {
  const { table, webhooks } = scans;
  const delivery = await getDelivery(table, uid, id);
  if (delivery === null || webhooks === null) return;
  const webhook = await getWebhook(table, uid, delivery.WebhookID);
  if (webhook === null || !webhook.Enabled) return deleteDelivery(table, uid, id);
  // A test asks whether the webhook works again, so a failing one is sent it.
  const heldUntil = delivery.Event === 'test' ? '' : holdBack(webhook, scans.limits);
  if (heldUntil > scans.now().toISOString()) return wait(scans, uid, delivery, heldUntil);
  const { WebhookID: webhookId, Event: event, Body: body } = delivery;
  const answer = await webhooks.send({ webhookId, url: webhook.Url, event, deliveryId: id, body });
  await note(scans, uid, delivery, answer);
}

/** Until when a failing webhook is left alone, as one that has not failed: the beginning of time. */
function holdBack(webhook: WebhookItem, limits: ScanLimits): string {
  if (webhook.Failures === 0 || webhook.LastDelivery === null) return '';
  return after(new Date(webhook.LastDelivery.At), pauseS(webhook.Failures, limits));
}

/** Fourfold with each failure: 10 s, 40 s, 3 min, 11 min, 43 min, 3 h, then 6 h apart. */
export function pauseS(failures: number, limits: ScanLimits): number {
  return Math.min(limits.deliveryMaxS, limits.deliveryS * 4 ** Math.max(0, failures - 1));
}

/** It is given up when the next attempt would be later than this. */
function lastMoment(delivery: DeliveryItem, limits: ScanLimits): string {
  return after(new Date(delivery.CreatedAt), limits.deliverForS);
}

async function wait(scans: DeliveryScans, uid: string, delivery: DeliveryItem, until: string): Promise<void> {
  if (until > lastMoment(delivery, scans.limits)) {
    const error = delivery.LastError ?? 'It was not tried, because nothing sent before it was taken.';
    return end(scans, uid, { ...delivery, Attempts: Math.max(1, delivery.Attempts) }, { status: null, error });
  }
  await postpone(scans, uid, delivery.DeliveryID, delivery.Attempts, delivery.LastError, until);
}

async function note(scans: DeliveryScans, uid: string, before: DeliveryItem, answer: WebhookAnswer): Promise<void> {
  const delivery = { ...before, Attempts: before.Attempts + 1 };
  const next = after(scans.now(), pauseS(delivery.Attempts, scans.limits));
  const over = answer.error === null || next > lastMoment(delivery, scans.limits);
  if (!over) await postpone(scans, uid, delivery.DeliveryID, delivery.Attempts, answer.error, next);
  await remember(scans, uid, delivery, answer, over);
  if (over) await deleteDelivery(scans.table, uid, delivery.DeliveryID);
}

async function end(scans: DeliveryScans, uid: string, delivery: DeliveryItem, answer: WebhookAnswer): Promise<void> {
  await changeWebhook(scans.table, uid, delivery.WebhookID, (webhook) =>
    webhook === null ? null : { ...webhook, Recent: withRecent(webhook, delivery, answer, scans.now()) },
  );
  await deleteDelivery(scans.table, uid, delivery.DeliveryID);
}

async function postpone(
  scans: DeliveryScans,
  uid: string,
  id: string,
  attempts: number,
  error: string | null,
  until: string,
): Promise<void> {
  await changeDelivery(scans.table, uid, id, (current) =>
    current === null ? null : { ...current, Attempts: attempts, LastError: error?.slice(0, 400) ?? null, DueAt: until },
  );
}

/** Writes into the webhook how the attempt ended, and disables it when that was one failure too many. */
async function remember(
  scans: DeliveryScans,
  uid: string,
  delivery: DeliveryItem,
  answer: WebhookAnswer,
  over: boolean,
): Promise<void> {
  const now = scans.now();
  const { webhookFailures } = scans.limits;
  await changeWebhook(scans.table, uid, delivery.WebhookID, (webhook) => {
    if (webhook === null) return null;
    const Failures = answer.error === null ? 0 : webhook.Failures + 1;
    const LastDelivery = attempt(answer, now);
    const Recent = over ? withRecent(webhook, delivery, answer, now) : webhook.Recent;
    const told = { ...webhook, Failures, LastDelivery, Recent };
    if (Failures < webhookFailures) return told;
    return { ...told, Enabled: false, Note: `Disabled after ${webhookFailures} failed attempts in a row.` };
  });
}

function attempt(answer: WebhookAnswer, now: Date) {
  return { At: now.toISOString(), Status: answer.status, Error: answer.error?.slice(0, 400) ?? null };
}

function withRecent(
  webhook: Pick<WebhookItem, 'Recent'>,
  delivery: DeliveryItem,
  answer: WebhookAnswer,
  now: Date,
): WebhookItem['Recent'] {
  const { DeliveryID, Event, Attempts } = delivery;
  // An acknowledgement was lost: it stands there already.
  const others = webhook.Recent.filter((each) => each.DeliveryID !== DeliveryID);
  const Outcome = answer.error === null ? ('delivered' as const) : ('given-up' as const);
  return [...others, { ...attempt(answer, now), DeliveryID, Event, Attempts, Outcome }].slice(-MOST_RECENT);
}
