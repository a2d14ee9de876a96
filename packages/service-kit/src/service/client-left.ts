import type { FastifyRequest } from 'fastify';

/** Whether the connection ended before the request had come in whole or the answer had gone out. */
export function clientLeft(request: FastifyRequest): boolean {
  const { raw } = request;
  return (raw.destroyed && !raw.complete) || raw.socket?.destroyed === true;
}
