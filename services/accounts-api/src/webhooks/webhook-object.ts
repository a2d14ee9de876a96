import type { DeliveryItem, Webhook, WebhookDelivery, WebhookItem } from '@assay/contracts';
import type { z } from 'zod';

/** A webhook as its user sees it. */
export function webhookObject(item: WebhookItem, origin: string): Webhook {
  const last = item.LastDelivery;
  return {
    type: 'webhook',
    id: item.WebhookID,
    links: { self: webhookUrl(origin, item.WebhookID) },
    attributes: {
      url: item.Url,
      events: item.Events,
      enabled: item.Enabled,
      created: item.CreatedAt,
      failures: item.Failures,
      last_delivery: last === null ? null : { at: last.At, status: last.Status, error: last.Error },
      note: item.Note,
    },
  };
}

export function webhookUrl(origin: string, id: string): string {
  return `${origin}/api/v1/webhooks/${id}`;
}

type Delivery = z.infer<typeof WebhookDelivery>;

/** A delivery that is on its way. */
export function waitingDelivery(item: DeliveryItem): Delivery {
  const { DeliveryID: id, Event: event, Attempts: attempts, LastError: error } = item;
  const at = item.DueAt ?? item.CreatedAt;
  return { type: 'delivery', id, attributes: { event, state: 'waiting', attempts, at, status: null, error } };
}

/** A delivery that came to an end. */
export function endedDelivery(ended: WebhookItem['Recent'][number]): Delivery {
  const { DeliveryID: id, Event: event, Attempts: attempts, At: at, Status: status, Error: error } = ended;
  return { type: 'delivery', id, attributes: { event, state: ended.Outcome, attempts, at, status, error } };
}
