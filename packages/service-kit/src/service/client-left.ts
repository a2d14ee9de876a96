import { AssayError } from '@assay/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Whether the connection ended before the request had come in whole or the answer had gone out. */
export function clientLeft(request: FastifyRequest): boolean {
  const { raw } = request;
  return (raw.destroyed && !raw.complete) || raw.socket?.destroyed === true;
}

/**
 * Called between the steps of long work, ends it by throwing when the client has gone away. The error is answered to
 * nobody, and the log says that the client left.
 */
export type StillAsked = () => void;

export function stillAsked(request: FastifyRequest): StillAsked {
  return () => {
    if (clientLeft(request)) throw new AssayError('bad-request', 'The client went away.');
  };
}

/**
 * Calls `act` once, when the answer has gone out or its client has left; at once when that is already so, as it can be
 * after anything that was awaited.
 */
export function whenOver(reply: FastifyReply, act: () => void): void {
  if (reply.raw.closed) act();
  else reply.raw.once('close', act);
}
