import { z } from 'zod';
import { EngineChanges, EngineSwitch } from '../accounts-http.ts';
import { operation } from '../operation.ts';

const engines = {
  path: '/engines/{pool}/{engine}',
  under: ['v1'],
  service: 'accounts-api',
  tag: 'Engines',
  access: 'admin',
  params: z.object({ pool: z.string().describe('Name of a pool.'), engine: z.string().describe('Id of an engine.') }),
} as const;

export const updateEngine = operation({
  ...engines,
  id: 'updateEngine',
  method: 'PATCH',
  summary: 'Enable or disable an engine of a pool, for scans that begin from now on',
  body: { schema: EngineChanges },
  answer: { description: 'The engine.', schema: EngineSwitch },
  errors: ['not-found'],
});

export const deleteEngine = operation({
  ...engines,
  id: 'deleteEngine',
  method: 'DELETE',
  summary: 'Take an engine that no worker reports any more out of the catalogue',
  answer: { description: 'The engine as it was.', schema: EngineSwitch },
  errors: ['not-found', 'conflict'],
});

export const ENGINE_SWITCHES = [updateEngine, deleteEngine];
