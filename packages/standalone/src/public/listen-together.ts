import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Address, Listening } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { Answering } from './choose-service.ts';
import { watchConnections } from './open-connections.ts';

/**
 * Several Fastify apps behind one listener. It has the settings of the first app's own server: an upload may take as
 * long as it brings bytes, and a connection is kept longer than a load balancer keeps it.
 */
export function listenTogether(
  apps: readonly FastifyInstance[],
  choose: (request: IncomingMessage) => Answering,
): Listening {
  const server = createServer((request, response) => choose(request)(request, response));
  const connections = watchConnections(server);
  return {
    server,
    async listen(address: Address) {
      await Promise.all(apps.map((app) => app.ready()));
      const [model] = apps;
      if (model !== undefined) takeSettings(server, model.server);
      server.listen(address);
      await once(server, 'listening');
      const bound = server.address();
      if (bound === null || typeof bound === 'string') return `unix:${bound ?? ''}`;
      return `http://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      connections.endWhenIdle();
      await Promise.all(apps.map((app) => app.close()));
      await closed;
    },
  };
}

function takeSettings(server: Server, model: Server): void {
  server.requestTimeout = model.requestTimeout;
  server.headersTimeout = model.headersTimeout;
  server.keepAliveTimeout = model.keepAliveTimeout;
  server.timeout = model.timeout;
  server.maxRequestsPerSocket = model.maxRequestsPerSocket;
  for (const listener of model.listeners('clientError')) server.on('clientError', listener as () => void);
}
