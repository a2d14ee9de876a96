import { z } from 'zod';
import { operation } from '../operation.ts';

const documentation = {
  method: 'GET',
  under: ['api'],
  service: 'report-api',
  tag: 'Documentation',
  access: 'anyone',
  cost: 'free',
} as const;

export const getOpenApi = operation({
  ...documentation,
  id: 'getOpenApi',
  path: '/openapi.json',
  summary: 'The description of this API as OpenAPI 3.1',
  answer: {
    description: 'The document.',
    schema: z.looseObject({ openapi: z.string(), info: z.looseObject({ title: z.string(), version: z.string() }) }),
    example: { openapi: '3.1.0', info: { title: 'Assay', version: '1.0.0' }, paths: {} },
  },
});

export const getDocs = operation({
  ...documentation,
  id: 'getDocs',
  path: '/docs',
  summary: 'The same as a page to read',
  answer: { description: 'The page.', types: ['text/html'] },
});

export const DOCUMENTATION = [getOpenApi, getDocs];
