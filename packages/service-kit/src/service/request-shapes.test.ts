import { once } from 'node:events';
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dial, readAll, testService } from '../../test/start-service.ts';

let app: FastifyInstance;
let origin: string;
beforeAll(async () => {
  app = testService().app;
  app.post('/echo/:id', async (request) => ({
    id: (request.params as { id: string }).id,
    body: request.body ?? 'none',
  }));
  app.delete('/echo/:id', async (request) => ({ body: request.body ?? 'none' }));
  app.get('/plain', async () => ({ ok: true }));
  app.get('/long', async (_request, reply) => {
    const body = new PassThrough();
    body.write('begun');
    return reply.send(body);
  });
  origin = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

/** Sends what a client sends, byte by byte, on a socket of its own, and answers status and body. */
async function raw(head: string[], body = ''): Promise<{ status: number; type: string; body: unknown }> {
  const socket = await dial(app);
  socket.write([...head, 'host: localhost', 'connection: close', '', body].join('\r\n'), 'latin1');
  const text = await readAll(socket);
  const [header = '', ...rest] = text.split('\r\n\r\n');
  return {
    status: Number(header.split(' ')[1]),
    type: /^content-type: (.*)$/im.exec(header)?.[1] ?? '',
    body: JSON.parse(rest.join('\r\n\r\n')),
  };
}

describe("what VirusTotal's clients send is taken", () => {
  it.each([
    [
      'no body under octet-stream (vt-py re-analyses so)',
      'POST /echo/1',
      ['content-type: application/octet-stream', 'content-length: 0'],
      '',
      'none',
    ],
    [
      'no body under JSON (vt-cli aborts so)',
      'POST /echo/1',
      ['content-type: application/json', 'content-length: 0'],
      '',
      'none',
    ],
    [
      'no body under JSON in chunks',
      'POST /echo/1',
      ['content-type: application/json', 'transfer-encoding: chunked'],
      '0\r\n\r\n',
      'none',
    ],
    ['no body and no type', 'POST /echo/1', ['content-length: 0'], '', 'none'],
    ['nothing at all', 'POST /echo/1', [], '', 'none'],
    ['JSON without a type (node-virustotal votes so)', 'POST /echo/1', ['content-length: 7'], '{"a":1}', { a: 1 }],
    [
      'JSON as text (vt-py asks for zips so)',
      'POST /echo/1',
      ['content-type: text/plain; charset=utf-8', 'content-length: 7'],
      '{"a":1}',
      { a: 1 },
    ],
    [
      'JSON as octets',
      'POST /echo/1',
      ['content-type: application/octet-stream', 'content-length: 7'],
      '{"a":1}',
      { a: 1 },
    ],
    [
      'JSON with a DELETE',
      'DELETE /echo/1',
      ['content-type: application/json', 'content-length: 7'],
      '{"a":1}',
      { a: 1 },
    ],
    [
      'a form',
      'POST /echo/1',
      ['content-type: application/x-www-form-urlencoded', 'content-length: 7'],
      'a=1&b=2',
      { a: '1', b: '2' },
    ],
    [
      'JSON under the type of forms (curl --data says so)',
      'POST /echo/1',
      ['content-type: application/x-www-form-urlencoded', 'content-length: 9'],
      '\r\n{"a":1}',
      { a: 1 },
    ],
    ['a doubled slash', 'POST //echo/1', ['content-length: 0'], '', 'none'],
    ['a trailing slash', 'POST /echo/1/', ['content-length: 0'], '', 'none'],
    ['a long id', `POST /echo/${'a'.repeat(300)}`, ['content-length: 0'], '', 'none'],
  ])('%s', async (_name, line, headers, body, expected) => {
    expect(await raw([`${line} HTTP/1.1`, ...headers], body)).toMatchObject({ status: 200, body: { body: expected } });
  });

  it('a HEAD where there is a GET', async () => {
    expect((await fetch(`${origin}/plain`, { method: 'HEAD' })).status).toBe(200);
  });
});

describe('what is wrong is answered in the error form', () => {
  const badRequest = { error: { code: 'BadRequestError', message: expect.any(String) } };

  it.each([
    ['JSON that is none', ['POST /echo/1 HTTP/1.1', 'content-type: application/json', 'content-length: 3'], '{a}'],
    ['JSON that is cut', ['POST /echo/1 HTTP/1.1', 'content-type: text/plain', 'content-length: 3'], '{"a'],
    ['JSON with a prototype', ['POST /echo/1 HTTP/1.1', 'content-length: 20'], '{"__proto__":{"a":1}'.padEnd(20)],
    [
      'JSON that is cut, under the type of forms',
      ['POST /echo/1 HTTP/1.1', 'content-type: application/x-www-form-urlencoded', 'content-length: 4'],
      '{"a"',
    ],
    ['a prototype that parses', ['POST /echo/1 HTTP/1.1', 'content-length: 21'], '{"__proto__":{"a":1}}'],
    ['bytes that are not UTF-8', ['POST /echo/1 HTTP/1.1', 'content-length: 3'], '"é"'],
    ['a type that is none', ['POST /echo/1 HTTP/1.1', 'content-type: junk', 'content-length: 2'], '{}'],
    ['a path that is no URL', ['GET /echo/%zz HTTP/1.1'], ''],
    ['an id that is too long', [`POST /echo/${'a'.repeat(5000)} HTTP/1.1`], ''],
    [
      'a multipart body where none is taken',
      ['POST /echo/1 HTTP/1.1', 'content-type: multipart/form-data; boundary=x', 'content-length: 900000'],
      '',
    ],
    ['no HTTP at all', ['rubbish'], ''],
    ['headers without end', ['GET /plain HTTP/1.1', `x-long: ${'x'.repeat(20_000)}`], ''],
    ['both lengths', ['POST /echo/1 HTTP/1.1', 'content-length: 3', 'transfer-encoding: chunked'], 'abc'],
  ])('%s', async (_name, head, body) => {
    expect(await raw(head, body)).toEqual({ status: 400, type: 'application/json', body: badRequest });
  });

  it('a body beyond the limit, announced or not', async () => {
    const tooLarge = { status: 413, body: { error: { code: 'BadRequestError' } } };
    expect(await raw(['POST /echo/1 HTTP/1.1', 'content-length: 1048577'])).toMatchObject(tooLarge);
    const answer = await fetch(`${origin}/echo/1`, {
      method: 'POST',
      body: new Blob(['x'.repeat(2 ** 20 + 1)]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect([answer.status, await answer.json()]).toEqual([413, expect.objectContaining({ error: expect.anything() })]);
  });

  it.each(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'])(
    '%s of a route that is not there',
    async (method) => {
      expect(await raw([`${method} /nothing/here HTTP/1.1`])).toEqual({
        status: 404,
        type: 'application/json',
        body: { error: { code: 'NotFoundError', message: 'Resource not found.' } },
      });
    },
  );

  it('a route that is not there, before its body is read', async () => {
    expect(
      await raw(['POST /nothing HTTP/1.1', 'content-type: application/json', 'content-length: 900000']),
    ).toMatchObject({ status: 404 });
  });

  it('and the service goes on', async () => {
    expect((await fetch(`${origin}/plain`)).status).toBe(200);
  });
});

it('an answer under way is not followed by another when rubbish comes behind its request', async () => {
  const socket = await dial(app);
  const answer = readAll(socket);
  socket.write('GET /long HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await once(socket, 'data');
  socket.write('rubbish\r\n\r\n');
  expect((await answer).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200']);
});

it('idle connections outlive those of a load balancer, and a request may take as long as it brings bytes', () => {
  expect(app.server.keepAliveTimeout).toBeGreaterThan(600_000);
  expect(app.server.requestTimeout).toBe(0);
  expect(app.server.headersTimeout).toBeGreaterThan(0);
});

it('a client that leaves in the middle of its head disturbs nothing', async () => {
  const socket: Socket = await dial(app);
  socket.write('POST /echo/1 HTTP/1.1\r\nhost: loc');
  socket.destroy();
  await once(socket, 'close');
  expect((await fetch(`${origin}/plain`)).status).toBe(200);
});
