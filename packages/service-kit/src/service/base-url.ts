import { AssayError } from '@assay/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const BASE_URL = 'assayBaseUrl';
const HOST = /^([a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?\.?|\[[0-9a-f:.]{2,45}\])(:\d{1,5})?$/i;

export function addBaseUrl(app: FastifyInstance, publicUrl: string | undefined): void {
  app.decorate(BASE_URL, publicUrl?.replace(/\/+$/, '') ?? null);
}

/**
 * Origin for links in answers, without a trailing slash: the configured one, else the request's `Host`. Proxies'
 * `X-Forwarded-*` count only where the service trusts them. Throws `bad-request` for a host that is none.
 */
export function baseUrl(request: FastifyRequest): string {
  const configured = request.server.getDecorator<string | null>(BASE_URL);
  if (configured !== null) return configured;
  const { host, protocol } = request;
  if (!HOST.test(host)) throw new AssayError('bad-request', 'The Host header is not valid.');
  return `${protocol === 'https' ? 'https' : 'http'}://${host.toLowerCase()}`;
}
