import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What of a caller's own id can go into logs and headers unchanged. */
const HARMLESS = /^[A-Za-z0-9][A-Za-z0-9._:=-]{0,127}$/;

/** The caller's `x-request-id` when it is harmless, else a new one. */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && HARMLESS.test(given) ? given : randomUUID();
}
