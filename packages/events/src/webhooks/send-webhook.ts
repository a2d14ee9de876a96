import type { KeyObject } from 'node:crypto';
import { WEBHOOK_HEADERS } from '@assay/contracts';
import { Agent, request } from 'undici';
import type { WebhookAnswer, WebhookRequest, WebhookSender } from '../ports.ts';
import { guardedLookup, NOT_ALLOWED, type Resolve } from './guarded-lookup.ts';
import { faultOfWebhookUrl, type WebhookRules } from './webhook-rules.ts';
import { signWebhook, webhookSecret } from './webhook-secret.ts';

export interface WebhookSenderOptions {
  /** Secrets of webhooks are made of it. */
  readonly key: KeyObject;
  readonly rules: WebhookRules;
  now(): Date;
  /** From the first look at the name to the last byte of the answer; 10 s unless told. */
  readonly timeoutMs?: number;
  /** How names are resolved; by the system unless told. */
  readonly resolve?: Resolve;
}

const TIMEOUT_MS = 10_000;
/** An answer says nothing but its status; a few bytes are read, so that a small one does not look broken off. */
const ANSWER_BYTES = 4096;

/**
 * Sends deliveries over connections of their own: guarded against addresses that are not public, without following
 * redirects, within a time and without reading more than a little of what comes back.
 */
export function webhookSender(options: WebhookSenderOptions): WebhookSender {
  const { rules, timeoutMs = TIMEOUT_MS } = options;
  const agent = new Agent({
    connect: { lookup: guardedLookup(rules, options.resolve), timeout: timeoutMs },
    pipelining: 0,
  });
  return {
    async send(delivery) {
      // The webhook may be older than the rules, and an address in place of a name is never looked up.
      const fault = faultOfWebhookUrl(rules, delivery.url);
      if (fault !== null) return { status: null, error: fault };
      try {
        return await post(agent, delivery, headers(options, delivery), timeoutMs);
      } catch (error) {
        return { status: null, error: reason(error, timeoutMs) };
      }
    },
    close: () => agent.destroy(),
  };
}

function headers({ key, now }: WebhookSenderOptions, { webhookId, event, deliveryId, body }: WebhookRequest) {
  const seconds = Math.floor(now().getTime() / 1000);
  return {
    'content-type': 'application/json',
    'user-agent': 'Assay-Webhook/1',
    [WEBHOOK_HEADERS.event]: event,
    [WEBHOOK_HEADERS.delivery]: deliveryId,
    [WEBHOOK_HEADERS.signature]: signWebhook(webhookSecret(key, webhookId), seconds, body),
  };
}

async function post(
  dispatcher: Agent,
  { url, body }: WebhookRequest,
  headers: Record<string, string>,
  timeoutMs: number,
): Promise<WebhookAnswer> {
  const signal = AbortSignal.timeout(timeoutMs);
  const answer = await request(url, { method: 'POST', headers, body, dispatcher, signal, reset: true });
  // The status has decided; what is wrong with the rest of the answer is no fault of the delivery.
  await answer.body.dump({ limit: ANSWER_BYTES, signal }).catch(() => undefined);
  const status = answer.statusCode;
  if (status >= 200 && status < 300) return { status, error: null };
  return { status, error: status >= 300 && status < 400 ? 'Redirects are not followed.' : `It answered ${status}.` };
}

/** What may be told of a fault to whoever made the webhook: what happened, and nothing of our network. */
function reason(error: unknown, timeoutMs: number): string {
  const { name, code } = rootOf(error);
  if (code === NOT_ALLOWED) return 'Its address is not a public one.';
  if (name === 'TimeoutError' || /TIMEOUT|ETIMEDOUT/.test(code))
    return `There was no answer within ${timeoutMs / 1000} s.`;
  if (/^(ENOTFOUND|EAI_)/.test(code)) return 'Its name is not known.';
  if (code === 'ECONNREFUSED') return 'The connection was refused.';
  if (/CERT|TLS|SSL|UNABLE_TO/.test(code)) return `TLS failed: ${code.slice(0, 60)}.`;
  return 'The connection was broken off.';
}

/** When several addresses of a name were tried, the fault of the last one tells. */
function rootOf(error: unknown): { name: string; code: string } {
  const last = error instanceof AggregateError ? error.errors.at(-1) : error;
  const { name = '', code = '' } = (last ?? {}) as { name?: string; code?: string };
  return { name: String(name), code: String(code) };
}
