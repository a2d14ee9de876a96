import { z } from 'zod';
import { operation } from '../operation.ts';
import {
  DeletedWebhook,
  NewWebhookObject,
  NewWebhookRequest,
  WebhookDeliveryList,
  WebhookDeliveryObject,
  WebhookList,
  WebhookObject,
  WebhookPatch,
} from '../webhooks-http.ts';

/** Most webhooks of one user. */
export const MAX_WEBHOOKS = 20;

const webhooks = { under: ['v1'], service: 'accounts-api', tag: 'Webhooks' } as const;
const one = {
  ...webhooks,
  path: '/webhooks/{id}',
  params: z.object({
    id: z.string().describe('Id of a webhook.').meta({ example: '0123456789abcdef0123456789abcdef' }),
  }),
  errors: ['not-found'],
} as const;

export const createWebhook = operation({
  ...webhooks,
  id: 'createWebhook',
  method: 'POST',
  path: '/webhooks',
  summary: 'A new webhook',
  description: `At most ${MAX_WEBHOOKS} of a user. What is sent to it, and how that is verified, is described under \`webhooks\` of this document: \`onScanCompleted\`, \`onVerdictChanged\` and \`onTest\`.`,
  body: {
    schema: NewWebhookRequest,
    example: { url: 'https://hooks.example.org/assay', events: ['scan.completed'] },
  },
  answer: { description: 'The webhook with its secret, which is shown this once.', schema: NewWebhookObject },
  errors: ['conflict'],
});

export const listWebhooks = operation({
  ...webhooks,
  id: 'listWebhooks',
  method: 'GET',
  path: '/webhooks',
  summary: 'My webhooks',
  answer: { description: 'The webhooks, without secrets.', schema: WebhookList },
});

export const getWebhook = operation({
  ...one,
  id: 'getWebhook',
  method: 'GET',
  summary: 'A webhook',
  answer: { description: 'The webhook.', schema: WebhookObject },
});

export const changeWebhook = operation({
  ...one,
  id: 'changeWebhook',
  method: 'PATCH',
  summary: 'Another address, other events, on or off',
  body: { schema: WebhookPatch, example: { enabled: true } },
  answer: { description: 'The webhook as it is now.', schema: WebhookObject },
});

export const deleteWebhook = operation({
  ...one,
  id: 'deleteWebhook',
  method: 'DELETE',
  summary: 'Remove a webhook; what was on its way is dropped',
  answer: { description: 'What was removed.', schema: DeletedWebhook },
});

export const testWebhook = operation({
  ...one,
  id: 'testWebhook',
  method: 'POST',
  path: '/webhooks/{id}/test',
  summary: 'Send an event `test`',
  answer: {
    description: 'The delivery on its way; the list of deliveries tells how it ended.',
    schema: WebhookDeliveryObject,
  },
  errors: ['not-found', 'conflict'],
});

export const listDeliveries = operation({
  ...one,
  id: 'listDeliveries',
  method: 'GET',
  path: '/webhooks/{id}/deliveries',
  summary: 'What waits for a webhook, and how the last deliveries ended',
  answer: {
    description: 'Up to 100 that wait, next first, then the last 20 that ended, newest first.',
    schema: WebhookDeliveryList,
  },
});

export const WEBHOOKS = [
  createWebhook,
  listWebhooks,
  getWebhook,
  changeWebhook,
  deleteWebhook,
  testWebhook,
  listDeliveries,
];
