import type { Server } from 'node:http';
import type { Socket } from 'node:net';

export interface OpenConnections {
  /** Ends every connection as soon as no request runs on it. */
  endWhenIdle(): void;
}

/**
 * Knows on which connections requests run. Node's own `closeIdleConnections` leaves one on which no request has come
 * yet, and HTTP clients open such connections ahead: the stop would wait for them until its time is over.
 */
export function watchConnections(server: Server): OpenConnections {
  const running = new Map<Socket, number>();
  let ending = false;
  server.on('connection', (socket) => {
    running.set(socket, 0);
    socket.once('close', () => running.delete(socket));
  });
  server.prependListener('request', (request, response) => {
    const { socket } = request;
    running.set(socket, (running.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (running.get(socket) ?? 1) - 1;
      if (running.has(socket)) running.set(socket, left);
      if (ending && left === 0) socket.end();
    });
  });
  return {
    endWhenIdle() {
      ending = true;
      for (const [socket, requests] of running) if (requests === 0) socket.destroy();
    },
  };
}
