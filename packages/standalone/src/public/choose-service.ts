import type { IncomingMessage, ServerResponse } from 'node:http';
import { type PublicService, serviceFor } from '@assay/contracts';

/** What answers a request; Fastify's `routing` is one. */
export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

interface Routed {
  routing: Answering;
}

/** Chooses by the table of routes. What has no route is answered by report-api, in the form of every error. */
export function choosePublic(
  services: Readonly<Record<PublicService, Routed>>,
): (request: IncomingMessage) => Answering {
  return (request) => {
    const path = pathOf(request);
    if (path === '/' && (request.method === 'GET' || request.method === 'HEAD')) return welcome;
    return services[serviceFor(request.method ?? 'GET', path) ?? 'report-api'].routing;
  };
}

/** `/<service>/metrics` and so on reach one service's own; without a service it is upload-api's. */
export function chooseOps(services: Readonly<Record<PublicService, Routed>>): (request: IncomingMessage) => Answering {
  return (request) => {
    const [, name = '', ...rest] = (request.url ?? '/').split('/');
    if (!Object.hasOwn(services, name)) return services['upload-api'].routing;
    request.url = `/${rest.join('/')}`;
    return services[name as PublicService].routing;
  };
}

function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const query = url.search(/[?#;]/);
  return query === -1 ? url : url.slice(0, query);
}

const WELCOME = JSON.stringify({
  name: 'assay',
  description: 'A private VirusTotal: files go in, verdicts of many engines come out.',
  api: ['/api/v1', '/api/v3'],
});

function welcome(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff' });
  response.end(WELCOME);
}
