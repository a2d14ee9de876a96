import { ErrorBody, type Operation, operations, prefixOf } from '@assay/contracts';
import { collectErrorAnswers } from './error-answers.ts';
import { HEADERS } from './headers.ts';
import { type Collected, operationObject } from './operation-object.ts';
import { collectSchemas } from './schemas.ts';
import { securitySchemes } from './security.ts';
import { webhookObjects } from './webhook-objects.ts';

/** OpenAPI 3.1, as far as its readers here look into it; the rest is checked by a validator. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** What is sent to webhooks, by event. */
  readonly webhooks: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Counts changes of the API, not of the program: the first number is that of the paths. */
const API_VERSION = '1.0.0';

const INTRODUCTION = [
  'A private VirusTotal: files go in, verdicts of many engines come out.',
  '`/api/v1` is Assay’s own form, `/api/v3` VirusTotal’s.',
  'An answer may get further members in time; clients pass over those that they do not know.',
].join(' ');

/**
 * The description of the whole API, made of the operations that the services are made of.
 * `origin` is where this client reaches it, without a trailing slash.
 */
export function openApiDocument(
  origin: string,
  described: readonly Operation[] = operations.OPERATIONS,
): OpenApiDocument {
  const collected: Collected = { schemas: collectSchemas(), errors: collectErrorAnswers() };
  collected.schemas.ofOutput(ErrorBody);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of described) {
    for (const version of operation.under) {
      const path = `${prefixOf(version)}${operation.path}`;
      paths[path] ??= {};
      paths[path][operation.method.toLowerCase()] = operationObject(operation, version, collected);
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Assay', version: API_VERSION, description: INTRODUCTION },
    servers: [{ url: origin }],
    tags: [...new Set([...described.map(({ tag }) => tag), 'Webhooks'])].map((name) => ({ name })),
    paths,
    webhooks: webhookObjects(collected.schemas),
    components: {
      schemas: collected.schemas.components as Record<string, unknown>,
      responses: collected.errors.components,
      headers: HEADERS,
      securitySchemes: securitySchemes(origin),
    },
  };
}
