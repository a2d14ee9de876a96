import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { AssayError, ERRORS, type ErrorKind } from '@assay/contracts';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { Redis } from 'ioredis';
import { Client } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { dial, testService } from '../../test/start-service.ts';
import { classifyError } from './classify-error.ts';

const services: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const service of services.splice(0)) await service.close();
});

function serviceThatThrows(thrown: () => unknown) {
  const service = testService();
  services.push(service.app);
  service.app.get('/fail/:name', async () => {
    throw thrown();
  });
  return service;
}

describe('an error of ours', () => {
  it.each(Object.keys(ERRORS) as ErrorKind[])('%s is answered as the table says', async (kind) => {
    const { app } = serviceThatThrows(() => new AssayError(kind, 'in its own words', { internal: 'not for callers' }));
    const answer = await app.inject('/fail/x');
    expect(answer.statusCode).toBe(ERRORS[kind].status);
    expect(answer.json().error.code).toBe(ERRORS[kind].code);
    expect(answer.json().error.message).toMatch(/^in its own words/);
    expect(answer.body).not.toContain('not for callers');
  });

  it.each(['transient', 'busy', 'quota', 'no-engines'] as const)('%s says when to try again', async (kind) => {
    const { app } = serviceThatThrows(() => new AssayError(kind));
    expect((await app.inject('/fail/x')).headers['retry-after']).toMatch(/^[1-9]\d*$/);
  });

  it('says when to try again in its own time', async () => {
    const { app } = serviceThatThrows(() => new AssayError('quota', undefined, { retryAfterS: 17.2 }));
    expect((await app.inject('/fail/x')).headers['retry-after']).toBe('18');
  });
});

describe('an error that nobody foresaw', () => {
  it.each([
    ['an Error', () => new Error('the secret is 42')],
    ['text', () => 'the secret is 42'],
    ['nothing', () => undefined],
    ['an error with a status of its own', () => Object.assign(new Error('the secret is 42'), { statusCode: 404 })],
    [
      'an error that looks like the framework’s',
      () => Object.assign(new Error('the secret is 42'), { code: 'FST_X', statusCode: 500 }),
    ],
  ])('%s is a 500 with the request id, and tells nothing else', async (_name, thrown) => {
    const { app } = serviceThatThrows(thrown);
    const answer = await app.inject({ url: '/fail/x', headers: { 'x-request-id': 'abc-1' } });
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({
      error: { code: 'InternalError', message: 'Something went wrong on our side. (request abc-1)' },
    });
  });

  it('is found in the log by the request id, with its stack and its cause', async () => {
    const { app, line } = serviceThatThrows(() => new Error('outer', { cause: new Error('inner') }));
    await app.inject({ url: '/fail/x', headers: { 'x-request-id': 'abc-2' } });
    expect(await line((each) => each.level === 'error')).toMatchObject({
      requestId: 'abc-2',
      err: { message: 'outer', stack: expect.stringContaining('errors.test.ts'), cause: { message: 'inner' } },
    });
  });
});

describe('a dependency that does not answer is a 503', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['a refused connection', () => new Client('http://127.0.0.1:1').request({ path: '/', method: 'GET' })],
    [
      'a Unix socket that is not there',
      () => new Promise((_, reject) => connect('/nowhere/at.all').on('error', reject)),
    ],
    ['fetch', () => fetch('http://127.0.0.1:2')],
    ['a fetch that took too long', () => fetch('http://127.0.0.1:2', { signal: AbortSignal.timeout(0) })],
    ['a name that does not resolve', () => fetch('http://nowhere.invalid')],
    [
      'the AWS SDK',
      () =>
        new DynamoDBClient({
          endpoint: 'http://127.0.0.1:1',
          region: 'x',
          maxAttempts: 1,
          credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
        }).send(new ListTablesCommand()),
    ],
    ['Redis without a queue', () => redis({ enableOfflineQueue: false }).get('x')],
    ['Redis with retries', () => redis({ maxRetriesPerRequest: 0 }).get('x')],
    [
      'Redis after its end',
      () => {
        const client = redis({});
        client.disconnect();
        return client.get('x');
      },
    ],
  ])('%s', async (_name, request) => {
    const error = await request().then(
      () => expect.unreachable(),
      (cause: unknown) => cause,
    );
    expect(classifyError(error)).toMatchObject({ kind: 'transient', status: 503 });
    expect(classifyError(new Error('a step failed', { cause: error }))).toMatchObject({ kind: 'transient' });
  });

  function redis(options: object): Redis {
    const client = new Redis({ port: 1, host: '127.0.0.1', retryStrategy: () => null, ...options });
    client.on('error', () => {});
    services.push({ close: async () => client.disconnect() });
    return client;
  }

  it('and is told from a request of ours that the SDK refuses', () => {
    const refused = Object.assign(new Error('bad key'), {
      name: 'ValidationException',
      $fault: 'client',
      $metadata: {},
    });
    expect(classifyError(refused).kind).toBe('internal');
  });
});

describe('a client that goes away', () => {
  it('in the middle of its body is no error of ours', async () => {
    const { app, lines, line, metrics } = testService();
    services.push(app);
    app.post('/', async () => ({}));
    await app.listen({ host: '127.0.0.1', port: 0 });
    const socket = await dial(app);
    socket.write('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{');
    socket.once('error', () => {});
    setImmediate(() => socket.resetAndDestroy());
    expect(await line((each) => each.msg === 'request')).toMatchObject({ route: '/', level: 'info' });
    expect(lines.filter((each) => each.level === 'error' || each.level === 'warn')).toEqual([]);
    expect(await metrics.registry.metrics()).not.toContain('status="500"');
  });

  it('in the middle of an answer is counted once, as aborted', async () => {
    const { app, lines, line, metrics } = testService();
    services.push(app);
    app.get('/long', async (_request, reply) => reply.send(Readable.from(forever())));
    await app.listen({ host: '127.0.0.1', port: 0 });
    const socket = await dial(app);
    socket.write('GET /long HTTP/1.1\r\nhost: localhost\r\n\r\n');
    socket.once('data', () => socket.destroy());
    expect(await line((each) => each.msg === 'request')).toMatchObject({ route: '/long', status: 'aborted' });
    expect(lines.filter((each) => each.level === 'error')).toEqual([]);
    expect(await metrics.registry.metrics()).toContain('route="/long",status="aborted"} 1');
  });
});

it('an answer that breaks off because we failed is an error in the log', async () => {
  const { app, line } = testService();
  services.push(app);
  app.get('/broken', async (_request, reply) => reply.send(Readable.from(breaking())));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = await dial(app);
  socket.write('GET /broken HTTP/1.1\r\nhost: localhost\r\n\r\n');
  socket.resume();
  socket.once('error', () => {});
  expect(await line((each) => each.level === 'error')).toMatchObject({ err: { message: 'the store failed' } });
});

async function* forever() {
  for (;;) {
    yield Buffer.alloc(65_536);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function* breaking() {
  yield Buffer.alloc(65_536);
  await new Promise((resolve) => setImmediate(resolve));
  throw new Error('the store failed');
}
