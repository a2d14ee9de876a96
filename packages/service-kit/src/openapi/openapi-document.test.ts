import {
  type Operation,
  operation,
  operations,
  ROUTES,
  WEBHOOK_HEADERS,
  WEBHOOK_MESSAGES,
  WebhookMessage,
} from '@assay/contracts';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openApiDocument } from './openapi-document.ts';

const document = openApiDocument('https://assay.example');

interface Described {
  operationId: string;
  parameters: { name: string; in: string; schema: object; example?: unknown }[];
  requestBody?: { content: Record<string, { example?: unknown }> };
  responses: Record<string, { headers?: Record<string, object>; content?: Record<string, { example?: unknown }> }>;
  security: object[];
}
const at = (path: string, method: string) => document.paths[path]?.[method.toLowerCase()] as Described;
const routes = ROUTES.map((route) => ({ ...route, name: `${route.method} ${route.path}` }));

it('is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  const result = await validator.validate(structuredClone(document) as unknown as Record<string, unknown>);
  expect(result).toMatchObject({ valid: true });
  expect(validator.version).toBe('3.1');
});

it('describes every route, each under a name of its own', () => {
  const named = routes.map(({ path, method }) => at(path, method)?.operationId);
  expect(named).not.toContain(undefined);
  expect(new Set(named).size).toBe(routes.length);
  expect(Object.values(document.paths).flatMap((methods) => Object.keys(methods))).toHaveLength(routes.length);
});

it('has all that it refers to', () => {
  const text = JSON.stringify(document);
  for (const [, kind = '', name = ''] of text.matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)) {
    expect(Object.keys(document.components[kind] ?? {})).toContain(name);
  }
  expect(text).not.toContain('#/$defs');
  expect(text).not.toContain('__schema');
});

describe.each(WEBHOOK_MESSAGES)('what is sent of $event', ({ id, event, schema }) => {
  const described = document.webhooks[event]?.post as Described;

  it('is described with an example that fits, its headers, and what a receiver answers', () => {
    expect(described.operationId).toBe(id);
    const { example } = described.requestBody?.content['application/json'] ?? {};
    expect(schema.safeParse(example)).toMatchObject({ success: true });
    expect(WebhookMessage.safeParse(example)).toMatchObject({ success: true });
    const names = described.parameters.map((parameter) => parameter.name);
    expect(names).toEqual([WEBHOOK_HEADERS.event, WEBHOOK_HEADERS.delivery, WEBHOOK_HEADERS.signature]);
    expect(Object.keys(described.responses)).toEqual(['2XX', 'default']);
    expect(described.security).toEqual([]);
  });
});

it('describes every event that webhooks are sent, open to members that come later', () => {
  expect(Object.keys(document.webhooks)).toEqual(WebhookMessage.options.map(({ shape }) => shape.event.value));
  expect(document.components.schemas?.ScanCompleted).not.toHaveProperty('additionalProperties');
});

it('declares the headers of an operation’s own', () => {
  const { headers } = at('/api/v1/search/export', 'GET').responses['200'] ?? {};
  expect(headers).toMatchObject({
    'X-Export-Limit': { schema: { type: 'integer' }, example: 10_000 },
    'X-Export-Complete': { schema: { type: 'boolean' }, example: true },
  });
});

describe.each(routes)('$name', ({ method, path, operation: { answer, body, params, access } }) => {
  const described = at(path, method);

  it('shows answer, body and path by examples that fit', () => {
    if (answer.schema !== undefined) {
      const { example } = described.responses['200']?.content?.['application/json'] ?? {};
      expect(answer.schema.safeParse(example)).toMatchObject({ success: true });
    }
    if (body !== null && !body.multipart) {
      const { example } = described.requestBody?.content['application/json'] ?? {};
      expect(body.schema.safeParse(example)).toMatchObject({ success: true });
    }
    const inPath = described.parameters.filter((parameter) => parameter.in === 'path');
    const examples = Object.fromEntries(inPath.map(({ name, example }) => [name, example]));
    expect(params.safeParse(examples)).toMatchObject({ success: true });
    expect(Object.keys(examples).sort()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort());
  });

  it('says how it can fail, and who may call it', () => {
    expect(Object.keys(described.responses)).toEqual(
      expect.arrayContaining([...(answer.statuses ?? [200]).map(String), '400', '429', '500', '503']),
    );
    if (access !== 'anyone') expect(described.responses).toHaveProperty('401');
    expect(described.security).toHaveLength(access === 'anyone' ? 0 : 4);
  });
});

describe('an operation', () => {
  const Told = z.object({ count: z.int().default(1) }).meta({ id: 'Told' });
  const made = (more: Partial<Operation>) =>
    openApiDocument('https://assay.example', [
      {
        ...operation({
          id: 'tell',
          method: 'POST',
          path: '/tell',
          under: ['v1', 'v3'],
          service: 'report-api',
          tag: 'Test',
          summary: 'Tells',
          answer: { description: 'Told.', schema: Told },
          body: { schema: Told },
        }),
        ...more,
      } as unknown as Operation,
    ]);

  it('has another schema for what may be left out than for what is always there', () => {
    const { schemas } = made({}).components;
    expect(schemas?.Told).toMatchObject({ required: ['count'] });
    expect(schemas?.ToldRequest).not.toHaveProperty('required');
  });

  it('is the same under both versions but for its name', () => {
    const { paths } = made({});
    const [v1, v3] = [paths['/api/v1/tell']?.post, paths['/api/v3/tell']?.post] as Described[];
    expect(v1).toEqual({ ...v3, operationId: 'tellV1' });
    expect(v3?.operationId).toBe('tell');
  });

  it('cannot bear a name that stands for another schema already', () => {
    const Other = z.object({ other: z.string() }).meta({ id: 'ToldRequest' });
    expect(() => made({ answer: { description: 'Other.', schema: Other } })).toThrow('two schemas');
  });
});

it('describes what all operations of the contracts do', () => {
  expect(routes.length).toBeGreaterThanOrEqual(operations.OPERATIONS.length);
});
