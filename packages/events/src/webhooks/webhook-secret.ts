import { createHmac, type KeyObject } from 'node:crypto';

/**
 * The secret of a webhook: made of our key and its id, so that it is nowhere kept and can be shown once and used by
 * another service. The whole text is the HMAC key of its signatures.
 */
export function webhookSecret(key: KeyObject, webhookId: string): string {
  return `whsec_${createHmac('sha256', key).update(`webhook:${webhookId}`, 'utf8').digest('hex')}`;
}

/** The signature header of a body sent at this moment, in Unix seconds: `t=<seconds>,v1=<64 hex digits>`. */
export function signWebhook(secret: string, seconds: number, body: string): string {
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`, 'utf8').digest('hex');
  return `t=${seconds},v1=${digest}`;
}
