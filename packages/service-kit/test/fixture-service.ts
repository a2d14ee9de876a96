import { once } from 'node:events';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { createLogger, createMetrics, createOps, createService, listenConfig, serve } from '../src/index.ts';

const configSchema = z.object({
  ...listenConfig,
  OPS_PORT: listenConfig.OPS_PORT.default(0),
  NEEDED: z.string(),
  START: z.string().optional(),
});

/** A service as a process of its own, for tests that end it in every way. What it does is chosen by the request. */
await serve('fixture', configSchema, (config) => {
  const logger = createLogger({ name: 'fixture' });
  const metrics = createMetrics('fixture');
  const app = createService({ name: 'fixture', logger, metrics });
  // What is held is held until standard input ends.
  const released = once(process.stdin, 'end');
  app.get('/hold', async () => {
    logger.info('held');
    process.stdin.resume();
    await released;
    return { done: true };
  });
  app.get('/pause', async (_request, reply) => reply.send(Readable.from(paused(released))));
  app.get('/endless', async (_request, reply) => reply.send(Readable.from(paused(new Promise(() => {})))));
  app.get('/reject', async () => {
    void Promise.reject(new Error('nobody caught this'));
    return {};
  });
  app.get('/throw', async () => {
    setImmediate(() => {
      throw new Error('nobody caught this either');
    });
    return {};
  });
  if (config.START === 'fails') throw new Error('the start failed on purpose');
  return {
    logger,
    app,
    ops: createOps({ name: 'fixture', checks: [], registry: metrics.registry }),
    start: () => logger.info('loops begun'),
    close: [
      () => logger.info('closing consumers'),
      () => {
        if (config.START === 'closes badly') throw new Error('a client did not close');
      },
      () => logger.info('closing clients'),
    ],
  };
});

async function* paused(until: Promise<unknown>) {
  yield 'begun';
  await until;
  yield ' and ended';
}
