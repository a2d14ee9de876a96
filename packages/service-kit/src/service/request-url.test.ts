import type { FastifyRequest } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dial, readAll, testService } from '../../test/start-service.ts';
import { requestUrl, withCursor } from './request-url.ts';

const { app } = testService();
beforeAll(async () => {
  app.get('/api/v3/:name', async (request: FastifyRequest) => ({ url: requestUrl('https://assay.example', request) }));
  await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

/** Byte by byte, because clients made for this tidy a target before they send it. */
async function urlOf(target: string): Promise<string> {
  const socket = await dial(app);
  const answer = readAll(socket);
  socket.write(`GET ${target} HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n`);
  const text = await answer;
  return JSON.parse(text.slice(text.indexOf('\r\n\r\n'))).url;
}

it.each([
  ['/api/v3/x?limit=2&query=a:b+c', '/api/v3/x?limit=2&query=a:b+c'],
  ['//api/v3/x?limit=2', '/api/v3/x?limit=2'],
  ['///api//v3/x', '/api//v3/x'],
  ['http://evil.example/api/v3/x?limit=2', '/api/v3/x?limit=2'],
  ['https://user@evil.example:8443/api/v3/x', '/api/v3/x'],
  ['http://evil.example//api/v3/x', '/api/v3/x'],
])('the address of a request for %s stays with the origin under which clients reach us', async (target, expected) => {
  expect(await urlOf(target)).toBe(`https://assay.example${expected}`);
});

it('nothing in a target is read as another host, routed or not', () => {
  for (const url of ['/\\evil.example/x', '\\\\evil.example/x', '//evil.example', '@evil.example/x', '?x', '']) {
    expect([url, new URL(requestUrl('http://127.0.0.1:80', { url })).host]).toEqual([url, '127.0.0.1']);
  }
});

it('the next page is the same request with another cursor', () => {
  const self = 'http://h/api/v3/x?limit=2&cursor=old&filter=a%3Ab';
  expect(withCursor(self, 'new=')).toBe('http://h/api/v3/x?limit=2&cursor=new%3D&filter=a%3Ab');
});
