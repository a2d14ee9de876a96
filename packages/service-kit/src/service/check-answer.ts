import { isDeepStrictEqual } from 'node:util';
import { ERRORS, ErrorBody, type Operation } from '@assay/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { errorKinds } from '../openapi/error-kinds.ts';
import { errorBody } from './answer-error.ts';

const CHECKS = 'assayChecksAnswers';

/** Whether this service checks what its operations answer. */
export function addAnswerChecks(app: FastifyInstance, checks: boolean): void {
  app.decorate(CHECKS, checks);
}

/** What a route of this operation is registered with besides. */
export function answerChecks(app: FastifyInstance, operation: Operation) {
  return app.getDecorator<boolean>(CHECKS) ? { onSend: checkAnswer(operation) } : {};
}

/**
 * Fastify's `onSend` for an operation, in tests: an answer that is not as the operation says becomes a 500 whose message
 * says what is wrong with it. In production an answer that a client may well understand is better than none.
 */
function checkAnswer(operation: Operation) {
  return async (request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> => {
    if (request.method === 'HEAD') return payload;
    const fault = faultOf(operation, reply, payload);
    if (fault === null) return payload;
    request.log.error({ fault }, 'an answer is not as its operation says');
    const { status, code } = ERRORS.internal;
    reply.code(status).removeHeader('content-length').header('content-type', 'application/json');
    return JSON.stringify(errorBody(code, `${operation.id} answered ${fault}`));
  };
}

function faultOf(operation: Operation, reply: FastifyReply, payload: unknown): string | null {
  const { statusCode: status } = reply;
  const type = mediaType(reply.getHeader('content-type'));
  if (status >= 400) return faultOfError(operation, status, payload);
  const { schema, types = [], statuses = [200] } = operation.answer;
  if (status === 204 || status === 304) return schema === undefined ? null : `${status} without a body`;
  if (!statuses.some((declared) => declared === status)) return `${status}, which it does not declare`;
  if (type !== null && types.includes(type)) return null;
  if (type !== 'application/json') return `${status} as ${type}, which it does not declare`;
  if (schema === undefined) return 'JSON, for which it declares no schema';
  return isText(payload) ? faultOfJson(schema, JSON.parse(String(payload))) : null;
}

function faultOfError(operation: Operation, status: number, payload: unknown): string | null {
  const parsed = isText(payload) ? ErrorBody.safeParse(JSON.parse(String(payload))) : null;
  if (parsed === null || !parsed.success) return `${status} with a body that is no error`;
  const { code } = parsed.data.error;
  const declared = errorKinds(operation).some((kind) => ERRORS[kind].status === status && ERRORS[kind].code === code);
  return declared ? null : `${status} ${code}, which it does not declare: ${parsed.data.error.message}`;
}

/** A member that the schema does not name is a fault too: nobody could learn of it. */
function faultOfJson(schema: z.ZodType, value: unknown): string | null {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `what does not fit its schema: ${issue?.path.map(String).join('.')}: ${issue?.message}`;
  }
  const place = firstDifference(value, parsed.data, '');
  return place === null ? null : `what its schema does not name: ${place}`;
}

function firstDifference(sent: unknown, agreed: unknown, place: string): string | null {
  if (isDeepStrictEqual(sent, agreed)) return null;
  if (!isObject(sent) || !isObject(agreed)) return place;
  for (const [name, value] of Object.entries(sent)) {
    const found = firstDifference(value, agreed[name], place === '' ? name : `${place}.${name}`);
    if (found !== null) return found;
  }
  return place;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isText = (payload: unknown) => typeof payload === 'string' || Buffer.isBuffer(payload);

function mediaType(header: unknown): string | null {
  return typeof header === 'string' ? (header.split(';')[0] ?? '').trim().toLowerCase() : null;
}
