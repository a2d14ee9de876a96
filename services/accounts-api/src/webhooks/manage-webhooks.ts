import { randomBytes } from 'node:crypto';
import { AssayError, operations, type WebhookItem } from '@assay/contracts';
import { faultOfWebhookUrl, webhookSecret } from '@assay/events';
import { addOperation, type WebhookSettings } from '@assay/service-kit';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  type Table,
  webhookKey,
} from '@assay/table';
import type { FastifyInstance } from 'fastify';
import { wakeDeliveries } from './wake-deliveries.ts';
import { webhookObject } from './webhook-object.ts';
import type { WebhookParts } from './webhook-parts.ts';

const ID = /^[0-9a-f]{32}$/;

/** The caller's webhook with this id; throws not-found, in the same words for what is another user's. */
export async function findWebhook(table: Table, uid: string, id: string): Promise<WebhookItem> {
  const webhook = ID.test(id) ? await getWebhook(table, uid, id) : null;
  if (webhook === null) throw noSuchWebhook();
  return webhook;
}

function noSuchWebhook(): AssayError {
  return new AssayError('not-found', 'Webhook not found.');
}

/** What webhooks are made of; throws conflict where there are none. */
export function settingsOf({ webhooks }: WebhookParts): WebhookSettings {
  if (webhooks === null) throw new AssayError('conflict', 'Webhooks are not set up here.');
  return webhooks;
}

function requireUrl({ rules }: WebhookSettings, url: string): void {
  const fault = faultOfWebhookUrl(rules, url);
  if (fault !== null) throw new AssayError('invalid-argument', `url: ${fault}`);
}

/** Makes, lists, shows, changes and removes the caller's webhooks. */
export function manageWebhooksRoutes(app: FastifyInstance, parts: WebhookParts): void {
  const { table, gate, now } = parts;

  addOperation(app, gate, operations.createWebhook, async ({ caller, body, origin }) => {
    const settings = settingsOf(parts);
    requireUrl(settings, body.url);
    if ((await listWebhooks(table, caller.userId)).length >= operations.MAX_WEBHOOKS) {
      throw new AssayError('conflict', `A user has at most ${operations.MAX_WEBHOOKS} webhooks.`);
    }
    const webhook = newWebhook(caller.userId, body, now());
    if (!(await createWebhook(table, webhook))) throw new AssayError('internal');
    return { data: webhookObject(webhook, origin), secret: webhookSecret(settings.key, webhook.WebhookID) };
  });

  addOperation(app, gate, operations.listWebhooks, async ({ caller, origin }) => {
    const webhooks = await listWebhooks(table, caller.userId);
    const data = webhooks
      .sort((a, b) => a.CreatedAt.localeCompare(b.CreatedAt))
      .map((webhook) => webhookObject(webhook, origin));
    return { data, meta: { count: data.length }, links: { self: `${origin}/api/v1/webhooks` } };
  });

  addOperation(app, gate, operations.getWebhook, async ({ caller, params, origin }) => {
    return { data: webhookObject(await findWebhook(table, caller.userId, params.id), origin) };
  });

  addOperation(app, gate, operations.changeWebhook, async ({ caller, params, body, origin }) => {
    const before = await findWebhook(table, caller.userId, params.id);
    const { WebhookID } = before;
    if (body.url !== undefined) requireUrl(settingsOf(parts), body.url);
    const changed = await changeWebhook(table, caller.userId, WebhookID, (webhook) =>
      webhook === null ? null : changedWebhook(webhook, body),
    );
    if (changed === null) throw noSuchWebhook();
    if (beginsAnew(before, body)) await wakeDeliveries(table, caller.userId, WebhookID, now());
    return { data: webhookObject(changed, origin) };
  });

  addOperation(app, gate, operations.deleteWebhook, async ({ caller, params }) => {
    const { WebhookID: id } = await findWebhook(table, caller.userId, params.id);
    // What is on its way finds no webhook and is dropped.
    await deleteWebhook(table, caller.userId, id);
    return { data: { type: 'webhook' as const, id } };
  });
}

function newWebhook(
  uid: string,
  { url, events }: { readonly url: string; readonly events: WebhookItem['Events'] },
  now: Date,
): WebhookItem {
  const id = randomBytes(16).toString('hex');
  return {
    ...webhookKey(uid, id),
    WebhookID: id,
    Url: url,
    Events: events,
    Enabled: true,
    CreatedAt: now.toISOString(),
    Failures: 0,
    LastDelivery: null,
    Recent: [],
    Note: null,
    Version: 1,
  };
}

interface Patch {
  readonly url?: string | undefined;
  readonly events?: WebhookItem['Events'] | undefined;
  readonly enabled?: boolean | undefined;
}

/** Switched on again, or led elsewhere. */
function beginsAnew(webhook: WebhookItem, { url, enabled }: Patch): boolean {
  return enabled === true || (url !== undefined && url !== webhook.Url);
}

/** One that begins anew does so without the failures before. */
function changedWebhook(webhook: WebhookItem, patch: Patch): WebhookItem {
  const { url, events, enabled } = patch;
  return {
    ...webhook,
    Url: url ?? webhook.Url,
    Events: events ?? webhook.Events,
    Enabled: enabled ?? webhook.Enabled,
    ...(beginsAnew(webhook, patch) ? { Failures: 0, Note: null } : {}),
  };
}
