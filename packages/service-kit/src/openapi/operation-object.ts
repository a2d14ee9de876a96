import type { Access, Operation, Version } from '@assay/contracts';
import type { z } from 'zod';
import type { ErrorAnswers } from './error-answers.ts';
import { exampleOf } from './example.ts';
import { answerHeaders, headersOfStatus } from './headers.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Schemas } from './schemas.ts';
import { securityOf } from './security.ts';

/** What operations share while the document is made. */
export interface Collected {
  readonly schemas: Schemas;
  readonly errors: ErrorAnswers;
}

const WHO: Readonly<Record<Access, string>> = {
  anyone: 'Open to anyone.',
  user: '',
  analyst: 'For analysts and administrators.',
  admin: 'For administrators.',
};

/** OpenAPI's description of an operation under one of its versions. */
export function operationObject(operation: Operation, version: Version, collected: Collected): unknown {
  const { id, under, tag, summary, description = '', access, confirm } = operation;
  const notes = [description, WHO[access], confirm ? 'A session must have given its password within 15 minutes.' : ''];
  const text = notes.filter((note) => note !== '').join(' ');
  const body = bodyOf(operation, collected);
  return {
    operationId: under.length > 1 && version === 'v1' ? `${id}V1` : id,
    tags: [tag],
    summary,
    ...(text === '' ? {} : { description: text }),
    security: securityOf(operation),
    parameters: [
      ...parametersOf(operation.params, 'path', collected),
      ...parametersOf(operation.query, 'query', collected),
    ],
    ...(body === null ? {} : { requestBody: body }),
    responses: { ...answersOf(operation, collected), ...collected.errors.of(operation) },
  };
}

function parametersOf(schema: z.ZodObject, where: 'path' | 'query', { schemas }: Collected): unknown[] {
  const { properties = {}, required = [] } = schemas.ofInput(schema);
  return Object.entries(properties).map(([name, each]) => {
    const { description, example, ...rest } = each as JsonSchema;
    return {
      name,
      in: where,
      required: where === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
      ...(where === 'path'
        ? { example: example ?? exampleOf(rest, schemas.components, name) }
        : example === undefined
          ? {}
          : { example }),
    };
  });
}

function bodyOf({ body }: Operation, { schemas }: Collected): unknown {
  if (body === null) return null;
  const schema = schemas.ofInput(body.schema);
  if (body.multipart) return { required: true, content: { 'multipart/form-data': { schema } } };
  const example = body.example ?? exampleOf(schema, schemas.components);
  // An empty body is read as an empty object.
  const required = !body.schema.safeParse({}).success;
  return { required, content: { 'application/json': { schema, example } } };
}

function answersOf(operation: Operation, collected: Collected): Record<string, unknown> {
  const answer = answerOf(operation, collected);
  return Object.fromEntries(
    (operation.answer.statuses ?? [200]).map((status) => [
      String(status),
      { ...answer, headers: { ...answer.headers, ...headersOfStatus(status) } },
    ]),
  );
}

function answerOf(operation: Operation, { schemas }: Collected) {
  const { description, schema: zod, example, types = [] } = operation.answer;
  const content: Record<string, unknown> = {};
  if (zod !== undefined) {
    const schema = schemas.ofOutput(zod);
    content['application/json'] = { schema, example: example ?? exampleOf(schema, schemas.components) };
  }
  for (const type of types) content[type] = { schema: ofBytes(type) };
  const headers = { ...answerHeaders(operation), ...ownHeaders(operation, schemas) };
  return { description, headers, ...(Object.keys(content).length > 0 ? { content } : {}) };
}

function ownHeaders({ answer: { headers = {} } }: Operation, schemas: Schemas): Record<string, unknown> {
  const described = Object.entries(headers).map(([name, { description, schema, example }]) => [
    name,
    { description, schema: schemas.ofOutput(schema), example },
  ]);
  return Object.fromEntries(described);
}

function ofBytes(type: string): JsonSchema {
  return type.startsWith('text/') ? { type: 'string' } : { type: 'string', format: 'binary' };
}
