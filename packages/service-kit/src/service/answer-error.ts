import type { ErrorKind } from '@assay/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { classifyError } from './classify-error.ts';
import { clientLeft } from './client-left.ts';

/** Seconds after which it is worth to try again, where the error does not say. */
const RETRY_AFTER_S: Partial<Record<ErrorKind, number>> = { transient: 5, busy: 1, quota: 60, 'no-engines': 30 };

/** The body of every error. */
export const errorBody = (code: string, message: string) => ({ error: { code, message } });

/** Answers in VirusTotal's error form, and logs what only operators may read. */
export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = classifyError(thrown);
  const { status } = error;
  if (clientLeft(request)) {
    request.log.info({ cause: error.kind }, 'the client went away');
  } else if (error.kind === 'internal') {
    request.log.error({ err: thrown }, 'request failed');
  } else if (status >= 500) {
    request.log.warn({ err: thrown }, 'request failed for now');
  } else if (error.internal !== undefined) {
    request.log.info({ status, kind: error.kind, internal: error.internal }, 'request refused');
  }
  const retryAfterS = error.retryAfterS ?? RETRY_AFTER_S[error.kind];
  if (retryAfterS !== undefined) reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfterS))));
  reply.headers(error.headers);
  // vt-py shows of a 5xx nothing but this text, so it says how the line in the log is found.
  const message = status >= 500 ? `${error.message} (request ${request.id})` : error.message;
  // As bytes, because Fastify would add a charset to the type.
  const body = Buffer.from(JSON.stringify(errorBody(error.code, message)), 'utf8');
  reply.code(status).header('content-type', 'application/json').send(body);
}
