import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchConnections } from './open-connections.ts';

let server: Server;
let connections: ReturnType<typeof watchConnections>;
let answering: PromiseWithResolvers<ServerResponse>;

beforeEach(async () => {
  answering = Promise.withResolvers();
  server = createServer((_, response) => answering.resolve(response));
  connections = watchConnections(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function client(): Promise<Socket> {
  const accepted = once(server, 'connection');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  await Promise.all([once(socket, 'connect'), accepted]);
  return socket;
}

describe('ending connections', () => {
  it('ends one on which no request has ever come', async () => {
    const socket = await client();
    const closed = once(server, 'close');
    server.close();
    connections.endWhenIdle();
    socket.resume();
    await closed;
  });

  it('lets a request that runs be answered whole, and ends its connection then', async () => {
    const socket = await client();
    const text: string[] = [];
    socket.setEncoding('utf8').on('data', (chunk: string) => text.push(chunk));
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const response = await answering.promise;
    const closed = once(server, 'close');
    server.close();
    connections.endWhenIdle();
    response.end('all of it');
    await closed;
    expect(text.join('')).toContain('all of it');
  });
});
