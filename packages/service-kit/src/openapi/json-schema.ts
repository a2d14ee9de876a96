import type { z } from 'zod';

/** JSON Schema of draft 2020-12, as OpenAPI 3.1 takes it. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Where the document keeps what several places use. */
export const SCHEMAS = '#/components/schemas/';
