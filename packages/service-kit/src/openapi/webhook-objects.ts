import { WEBHOOK_HEADERS, WEBHOOK_MESSAGES } from '@assay/contracts';
import { exampleOf } from './example.ts';
import type { Schemas } from './schemas.ts';

const header = (name: string, description: string, example: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
  example,
});

const ID = '0123456789abcdef0123456789abcdef-9b74c9897bac770ffc029102a200c5de';

/** OpenAPI's description of what a receiver is sent, by event. */
export function webhookObjects(schemas: Schemas): Record<string, Record<string, unknown>> {
  const described = WEBHOOK_MESSAGES.map(({ id, event, summary, description, schema: zod }) => {
    const schema = schemas.ofOutput(zod);
    const example = exampleOf(schema, schemas.components);
    const operation = {
      operationId: id,
      tags: ['Webhooks'],
      summary,
      description: `${description} Sent at least once, perhaps twice, and in no certain order.`,
      security: [],
      parameters: [
        header(WEBHOOK_HEADERS.event, 'The event.', event),
        header(WEBHOOK_HEADERS.delivery, '`id` of the body, the same in every attempt.', ID),
        header(
          WEBHOOK_HEADERS.signature,
          '`t=<Unix seconds>,v1=<hex>`: HMAC-SHA256 of `<t>.<body>`, byte for byte as it was sent, with the secret of the webhook as key. Refuse what is older than five minutes.',
          `t=1772366400,v1=${'0123456789abcdef'.repeat(4)}`,
        ),
      ],
      requestBody: { required: true, content: { 'application/json': { schema, example } } },
      responses: {
        '2XX': { description: 'Taken; within ten seconds. What else the answer says is not read.' },
        default: { description: 'Not taken. It is sent again later, for 24 hours in all. Redirects are not followed.' },
      },
    };
    return [event, { post: operation }] as const;
  });
  return Object.fromEntries(described);
}
