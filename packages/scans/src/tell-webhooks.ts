import { createHash } from 'node:crypto';
import type { WebhookEventName, WebhookMessage } from '@assay/contracts';
import { createDelivery, listWebhooks, newDelivery } from '@assay/table';
import type { Scans } from './scans.ts';

type Telling = Pick<Scans, 'table' | 'webhooks' | 'now'>;
type Told = Extract<WebhookMessage, { event: WebhookEventName }>;
type Content = { [E in WebhookEventName]: Pick<Extract<Told, { event: E }>, 'event' | 'data'> }[WebhookEventName];

/**
 * Puts an event on its way to every webhook of the user that wants to hear of it. `occasion` names what happened, so that
 * telling it again finds the deliveries that are still on their way; what was delivered already is delivered once more.
 */
export async function tellWebhooks(scans: Telling, uid: string, occasion: string, content: Content): Promise<void> {
  if (scans.webhooks === null) return;
  const webhooks = (await listWebhooks(scans.table, uid)).filter(
    (webhook) => webhook.Enabled && webhook.Events.includes(content.event),
  );
  for (const { WebhookID } of webhooks) {
    const digest = createHash('sha256').update(`${content.event}|${occasion}`).digest('hex').slice(0, 32);
    const id = `${WebhookID}-${digest}`;
    const message = { id, created: scans.now().toISOString(), ...content } satisfies WebhookMessage;
    await createDelivery(scans.table, newDelivery(uid, WebhookID, message, scans.now()));
  }
}
