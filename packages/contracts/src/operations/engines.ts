import { z } from 'zod';
import { EngineList } from '../http.ts';
import { operation } from '../operation.ts';

export const listEngines = operation({
  id: 'listEngines',
  method: 'GET',
  path: '/engines',
  under: ['v1'],
  service: 'report-api',
  tag: 'Engines',
  summary: 'The catalogue: engines, versions, whether they are available and what confines them',
  answer: { description: 'The engines.', schema: EngineList },
});

export const getMetadata = operation({
  id: 'getMetadata',
  method: 'GET',
  path: '/metadata',
  under: ['v3'],
  service: 'report-api',
  tag: 'Engines',
  summary: "Engines, privileges and relationships, as VirusTotal's clients ask for them",
  answer: {
    description: 'The metadata.',
    schema: z.object({
      data: z.object({
        engines: z.record(z.string(), z.json()),
        privileges: z.array(z.string()),
        relationships: z.record(z.string(), z.array(z.object({ name: z.string(), description: z.string() }))),
      }),
    }),
  },
});

export const ENGINES = [listEngines, getMetadata];
