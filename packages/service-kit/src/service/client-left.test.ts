import { once } from 'node:events';
import { afterAll, expect, it } from 'vitest';
import { dial, testService } from '../../test/start-service.ts';
import { stillAsked, whenOver } from './client-left.ts';

const { app, line } = testService();
afterAll(() => app.close());

it('work goes on while its client waits, and ends when the client has gone', async () => {
  const { promise: steps, resolve: told } = Promise.withResolvers<string[]>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  app.get('/long', async (request) => {
    const done: string[] = [];
    const wanted = stillAsked(request);
    try {
      wanted();
      done.push('first');
      begin();
      await once(request.raw.socket, 'close');
      wanted();
      done.push('second');
    } finally {
      told(done);
    }
    return {};
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = await dial(app);
  socket.write('GET /long HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await begun;
  socket.destroy();
  expect(await steps).toEqual(['first']);
  expect(await line(({ msg, message }) => (msg ?? message) === 'the client went away')).toMatchObject({});
});

it.each(['before', 'after'])(
  'the end of an answer is heard of when it is asked for %s its client left',
  async (when) => {
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const service = testService().app;
    service.get('/', async (request, reply) => {
      if (when === 'before') whenOver(reply, resolve);
      begin();
      await once(request.raw.socket, 'close');
      if (when === 'after') whenOver(reply, resolve);
      return {};
    });
    await service.listen({ host: '127.0.0.1', port: 0 });
    try {
      const socket = await dial(service);
      socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
      await begun;
      socket.destroy();
      await over;
    } finally {
      await service.close();
    }
  },
);
