import { z } from 'zod';
import { WebhookEventName } from './table-items/index.ts';

/** Longest address of a webhook. */
export const MAX_WEBHOOK_URL = 2048;

const Url = z
  .url({ protocol: /^https?$/ })
  .max(MAX_WEBHOOK_URL)
  .describe('`https:`, without user name and password.');
const Events = z
  .array(WebhookEventName)
  .min(1)
  .max(8)
  .transform((events) => [...new Set(events)])
  .describe('What it is told of.');

export const NewWebhookRequest = z.strictObject({ url: Url, events: Events }).meta({ id: 'NewWebhookRequest' });
export const WebhookPatch = z
  .strictObject({
    url: Url.optional(),
    events: Events.optional(),
    enabled: z.boolean().optional().describe('`true` also forgets the failures before.'),
  })
  .meta({ id: 'WebhookPatch' });

const Links = z.object({ self: z.url() });
const Outcome = {
  at: z.iso.datetime(),
  status: z.int().nullable().describe('HTTP status of the answer; null when there was none.'),
  error: z.string().nullable(),
};

export const Webhook = z
  .object({
    type: z.literal('webhook'),
    id: z.string(),
    links: Links,
    attributes: z.object({
      url: z.string(),
      events: z.array(WebhookEventName),
      enabled: z.boolean(),
      created: z.iso.datetime(),
      failures: z.int().min(0).describe('In a row.'),
      last_delivery: z.object(Outcome).nullable(),
      note: z.string().nullable().describe('Why it was disabled, when nobody did it.'),
    }),
  })
  .meta({ id: 'Webhook' });
export type Webhook = z.infer<typeof Webhook>;

export const WebhookObject = z.object({ data: Webhook }).meta({ id: 'WebhookObject' });
export const NewWebhookObject = z
  .object({
    data: Webhook,
    secret: z.string().describe('Verifies signatures; shown only here.'),
  })
  .meta({ id: 'NewWebhookObject' });
export const WebhookList = z
  .object({ data: z.array(Webhook), meta: z.object({ count: z.int() }), links: Links })
  .meta({ id: 'WebhookList' });
export const DeletedWebhook = z
  .object({ data: z.object({ type: z.literal('webhook'), id: z.string() }) })
  .meta({ id: 'DeletedWebhook' });

export const WebhookDelivery = z
  .object({
    type: z.literal('delivery'),
    id: z.string(),
    attributes: z.object({
      event: z.string(),
      state: z.enum(['waiting', 'delivered', 'given-up']),
      attempts: z.int().min(0),
      ...Outcome,
      at: z.iso.datetime().describe('Of the last attempt; of one that waits, when the next one is due.'),
    }),
  })
  .meta({ id: 'WebhookDelivery' });
export const WebhookDeliveryObject = z.object({ data: WebhookDelivery }).meta({ id: 'WebhookDeliveryObject' });
export const WebhookDeliveryList = z
  .object({ data: z.array(WebhookDelivery), meta: z.object({ count: z.int() }), links: Links })
  .meta({ id: 'WebhookDeliveryList' });
