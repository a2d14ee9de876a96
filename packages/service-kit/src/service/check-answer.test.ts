import { AssayError, operation } from '@assay/contracts';
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { testService } from '../../test/start-service.ts';
import { addOpenOperation } from './add-operation.ts';

const look = operation({
  id: 'look',
  method: 'GET',
  path: '/look',
  under: ['v1'],
  service: 'report-api',
  tag: 'Test',
  summary: 'Looks',
  access: 'anyone',
  answer: {
    description: 'What was seen.',
    schema: z.object({ data: z.object({ seen: z.int() }) }),
    types: ['text/plain'],
  },
  errors: ['not-found'],
});

const services: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const service of services.splice(0)) await service.close();
});

async function answerOf(handler: Parameters<typeof addOpenOperation>[3], checkAnswers = true) {
  const { app } = testService({ checkAnswers });
  services.push(app);
  addOpenOperation(app, { admitAnyone: async () => {} }, look, handler);
  const answer = await app.inject('/api/v1/look');
  return { status: answer.statusCode, text: answer.body };
}

it.each<[string, Parameters<typeof addOpenOperation>[3]]>([
  ['what the schema says', () => ({ data: { seen: 1 } })],
  ['another declared type', ({ reply }) => reply.type('text/plain; charset=utf-8').send('one')],
  [
    'a declared error',
    () => {
      throw new AssayError('not-found');
    },
  ],
  [
    'an error that every operation has',
    () => {
      throw new AssayError('transient');
    },
  ],
])('lets pass %s', async (_name, handler) => {
  expect((await answerOf(handler)).text).not.toContain('look answered');
});

it.each<[string, Parameters<typeof addOpenOperation>[3], string]>([
  ['a member of another type', () => ({ data: { seen: 'one' } }), 'data.seen'],
  ['a member that nobody was told of', () => ({ data: { seen: 1, more: 2 } }), 'does not name: data.more'],
  ['a type that is not declared', ({ reply }) => reply.type('text/html').send('<p>'), 'text/html'],
  ['nothing', ({ reply }) => reply.code(204).send(), '204'],
  [
    'an error that is not declared',
    () => {
      throw new AssayError('conflict', 'not now');
    },
    '409 ConflictError, which it does not declare: not now',
  ],
  ['an error in another form', ({ reply }) => reply.code(404).send({ message: 'no' }), 'a body that is no error'],
])('makes a 500 of %s', async (_name, handler, fault) => {
  const { status, text } = await answerOf(handler);
  expect(status).toBe(500);
  expect(JSON.parse(text).error.message).toContain(fault);
});

it('is off unless a test turns it on', async () => {
  expect(await answerOf(() => ({ data: { seen: 'one' } }), false)).toMatchObject({ status: 200 });
});
