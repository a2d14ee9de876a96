import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestService, testService } from '../../test/start-service.ts';
import { annotate } from './annotate.ts';

let service: TestService;
const secret = 'eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl';
beforeAll(() => {
  service = testService();
  service.app.get('/files/:name', async (request) => {
    annotate(request, { userId: 'u1', sha256: 'abc' });
    annotate(request, { userId: 'u1', scanId: 's1' });
    request.log.info('the route speaks');
    return {};
  });
  service.app.get('/fail', async () => {
    throw new Error(`GET http://bucket.example/key?X-Amz-Signature=abc with ${secret} at redis://:pw@host`);
  });
  service.app.get('/careless', async (request) => {
    request.log.info(
      { headers: request.headers, password: 'pw', inner: { secret: 'pw', token: 'pw' }, 'x-apikey': 'pw' },
      'careless',
    );
    return {};
  });
});
afterAll(() => service.app.close());

describe('the log of a request', () => {
  it('is one line by route template, with the ids that are known', async () => {
    await service.app.inject({
      url: '/files/secret-plan.doc?password=hunter2',
      headers: { 'x-request-id': 'r-1', authorization: `Bearer ${secret}` },
    });
    const lines = service.lines.filter((line) => line.requestId === 'r-1');
    expect(lines).toEqual([
      expect.objectContaining({ msg: 'the route speaks', userId: 'u1', sha256: 'abc', scanId: 's1' }),
      expect.objectContaining({
        msg: 'request',
        service: 'test',
        level: 'info',
        method: 'GET',
        route: '/files/:name',
        status: 200,
        durationMs: expect.any(Number),
        userId: 'u1',
      }),
    ]);
    const text = JSON.stringify(lines);
    for (const hidden of ['secret-plan', 'hunter2', secret]) expect(text).not.toContain(hidden);
  });

  it('has no path of what is not a route', async () => {
    await service.app.inject({ url: '/users/ada/secret-plan.doc', headers: { 'x-request-id': 'r-2' } });
    const lines = service.lines.filter((line) => line.requestId === 'r-2');
    expect(lines).toEqual([expect.objectContaining({ route: 'none', status: 404 })]);
    expect(JSON.stringify(lines)).not.toContain('secret-plan');
  });

  it('has no token, signature or password of an error', async () => {
    await service.app.inject('/fail');
    const text = JSON.stringify(service.lines.filter((line) => line.level === 'error'));
    for (const hidden of [secret, 'X-Amz-Signature', ':pw@']) expect(text).not.toContain(hidden);
    expect(text).toContain('http://bucket.example/key');
  });

  it('has no secret that a careless line was given', async () => {
    await service.app.inject({ url: '/careless', headers: { 'x-apikey': secret } });
    const text = JSON.stringify(service.lines.find((line) => line.msg === 'careless'));
    expect(text).not.toContain('pw');
    expect(text).not.toContain(secret);
  });
});

describe('a request id', () => {
  it.each(['abc-1', 'Root=1-67891233-abcdef012345678912345678', 'a'.repeat(128)])('%s is taken over', async (id) => {
    expect(
      (await service.app.inject({ url: '/nowhere', headers: { 'x-request-id': id } })).headers['x-request-id'],
    ).toBe(id);
  });

  it.each(['', 'a b', '<script>', 'a'.repeat(129), '-a', '"'])('%j is replaced', async (id) => {
    const answer = await service.app.inject({ url: '/nowhere', headers: { 'x-request-id': id } });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

it('every request is measured by route template and status', async () => {
  await service.app.inject('/files/a');
  await service.app.inject('/files/b');
  const text = await service.metrics.registry.metrics();
  expect(text).toMatch(
    /assay_http_request_duration_seconds_count\{service="test",method="GET",route="\/files\/:name",status="200"\} \d/,
  );
  expect(text).not.toContain('/files/a');
});

it('answers are not kept by caches and not guessed at by browsers', async () => {
  const { headers } = await service.app.inject('/files/a');
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
});
