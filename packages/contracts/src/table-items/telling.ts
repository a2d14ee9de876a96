import { z } from 'zod';
import { Key, Time } from './key.ts';

/** An upload that its client may repeat: partition `<uid>`, sort key `#idem#<SHA-256 of the key>`. */
export const IdempotencyItem = z.object({
  ...Key,
  Fingerprint: z.string().describe("SHA-256 of the key and the file's SHA-256: says nothing of a file that is gone."),
  SubmissionID: z.string().describe('Under which every attempt records the upload, so that it counts once.'),
  ScanID: z.string().nullable().describe('What the upload was answered with; null until it was accepted.'),
  CreatedAt: Time,
  ExpiresAt: z.int().describe('Unix seconds.'),
});
export type IdempotencyItem = z.infer<typeof IdempotencyItem>;

/** What webhooks can be told of. */
export const WebhookEventName = z.enum(['scan.completed', 'verdict.changed']);
export type WebhookEventName = z.infer<typeof WebhookEventName>;

/** How an attempt to deliver ended: an HTTP status, or why there was none. */
const Attempt = { At: Time, Status: z.int().nullable(), Error: z.string().max(400).nullable() };

export const WebhookItem = z.object({
  ...Key,
  WebhookID: z.string(),
  Url: z.string(),
  Events: z.array(WebhookEventName).min(1),
  Enabled: z.boolean(),
  CreatedAt: Time,
  Failures: z.int().min(0).default(0).describe('In a row.'),
  LastDelivery: z.object(Attempt).nullable().default(null),
  Recent: z
    .array(
      z.object({
        ...Attempt,
        DeliveryID: z.string(),
        Event: z.string(),
        Attempts: z.int().min(1),
        Outcome: z.enum(['delivered', 'given-up']),
      }),
    )
    .max(20)
    .default([])
    .describe('Deliveries that came to an end, newest last.'),
  Note: z.string().max(400).nullable().default(null).describe('Why it was disabled, when nobody did it.'),
  Version: z.int().min(1),
});
export type WebhookItem = z.infer<typeof WebhookItem>;

/** One event on its way to one webhook; gone when it was delivered or given up. */
export const DeliveryItem = z.object({
  ...Key,
  DeliveryID: z.string().describe('Begins with the id of its webhook.'),
  WebhookID: z.string(),
  Event: z.string(),
  Body: z.string().max(16_384).describe('The JSON as it is signed and sent.'),
  Attempts: z.int().min(0),
  CreatedAt: Time,
  LastError: z.string().max(400).nullable().default(null),
  Version: z.int().min(1),
  DueShard: z
    .int()
    .min(0)
    .max(31)
    .optional()
    .describe('16 and above: deliveries wait apart, because receivers are slow.'),
  DueAt: Time.optional(),
});
export type DeliveryItem = z.infer<typeof DeliveryItem>;
