import { randomBytes } from 'node:crypto';
import { AssayError, operations, type WebhookMessage } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import { createDelivery, listDeliveries, newDelivery } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import { findWebhook, settingsOf } from './manage-webhooks.ts';
import { endedDelivery, waitingDelivery, webhookUrl } from './webhook-object.ts';
import type { WebhookParts } from './webhook-parts.ts';

const MOST_WAITING = 100;

/** Sends a test, and shows what is on its way and how the last deliveries ended. */
export function webhookDeliveriesRoutes(app: FastifyInstance, parts: WebhookParts): void {
  const { table, gate, now } = parts;

  addOperation(app, gate, operations.testWebhook, async ({ caller, params }) => {
    settingsOf(parts);
    const webhook = await findWebhook(table, caller.userId, params.id);
    if (!webhook.Enabled) throw new AssayError('conflict', 'The webhook is disabled.');
    const id = `${webhook.WebhookID}-${randomBytes(16).toString('hex')}`;
    const data = { user: caller.userName };
    const message: WebhookMessage = { id, created: now().toISOString(), event: 'test', data };
    const delivery = newDelivery(caller.userId, webhook.WebhookID, message, now());
    await createDelivery(table, delivery);
    return { data: waitingDelivery(delivery) };
  });

  addOperation(app, gate, operations.listDeliveries, async ({ caller, params, origin }) => {
    const webhook = await findWebhook(table, caller.userId, params.id);
    const waiting = await listDeliveries(table, caller.userId, webhook.WebhookID, MOST_WAITING);
    const next = waiting.sort((a, b) => (a.DueAt ?? '').localeCompare(b.DueAt ?? '')).map(waitingDelivery);
    const data = [...next, ...webhook.Recent.map(endedDelivery).reverse()];
    const self = `${webhookUrl(origin, webhook.WebhookID)}/deliveries`;
    return { data, meta: { count: data.length }, links: { self } };
  });
}
