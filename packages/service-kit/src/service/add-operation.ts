import type { IncomingHttpHeaders } from 'node:http';
import { AssayError, type Operation, type OperationHead, prefixOf } from '@assay/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { annotate } from './annotate.ts';
import { baseUrl } from './base-url.ts';
import { answerChecks } from './check-answer.ts';
import { parseInput } from './parse-input.ts';

/** What is looked at before anything else of a request is. */
export interface Arrival {
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  /** Of the client, as far as proxies are trusted. */
  readonly ip: string;
  /** Scheme, host and port under which this client reaches us. */
  readonly origin: string;
}

/** Stands before every operation: says who calls, and whether they may, or throws. */
export interface Gate<Caller extends { readonly userId: string }> {
  /** The caller, and headers for the answer: what is left of their quota. */
  admit(
    arrival: Arrival,
    operation: OperationHead,
  ): Promise<{ caller: Caller; headers: Readonly<Record<string, string>> }>;
  /** Before an operation for which nobody has to sign in: bounds what one address may ask. */
  admitAnyone(arrival: Arrival, operation: OperationHead): Promise<void>;
}

/** A call of an operation, its input in the agreed form. */
export interface Call<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, Caller> {
  readonly caller: Caller;
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  /** Not of a multipart form, which its handler reads itself. */
  readonly body: z.output<B>;
  /** Scheme, host and port for links in the answer, without a trailing slash. */
  readonly origin: string;
  /** `/api/v1`, `/api/v3` or `/api`: under which the operation was called. */
  readonly prefix: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * Serves an operation for signed-in callers under all its versions: admits the caller by the head of the request, before
 * a byte of the body is read, then parses path, query and body. What the handler returns is sent.
 */
export function addOperation<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  Caller extends { readonly userId: string },
>(
  app: FastifyInstance,
  gate: Gate<Caller>,
  operation: Operation<P, Q, B>,
  handler: (call: Call<P, Q, B, Caller>) => unknown,
): void {
  if (operation.access === 'anyone') throw new Error(`${operation.id} is for anyone; use addOpenOperation`);
  const callers = new WeakMap<FastifyRequest, Caller>();
  serve(app, operation, {
    async arrive(request, reply) {
      const { caller, headers } = await gate.admit(arrivalOf(request), operation);
      annotate(request, { userId: caller.userId });
      reply.headers(headers);
      callers.set(request, caller);
    },
    handle: (call) => handler({ ...call, caller: callers.get(call.request) as Caller }),
  });
}

/** Serves an operation for which nobody has to sign in. */
export function addOpenOperation<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  app: FastifyInstance,
  gate: Pick<Gate<{ userId: string }>, 'admitAnyone'>,
  operation: Operation<P, Q, B>,
  handler: (call: Call<P, Q, B, null>) => unknown,
): void {
  if (operation.access !== 'anyone') throw new Error(`${operation.id} is not for anyone; use addOperation`);
  serve(app, operation, {
    arrive: (request) => gate.admitAnyone(arrivalOf(request), operation),
    handle: (call) => handler({ ...call, caller: null }),
  });
}

interface Served<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> {
  arrive(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  handle(call: Omit<Call<P, Q, B, never>, 'caller'>): unknown;
}

function serve<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  app: FastifyInstance,
  operation: Operation<P, Q, B>,
  { arrive, handle }: Served<P, Q, B>,
): void {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1');
  for (const version of operation.under) {
    const prefix = prefixOf(version);
    app.route({
      // Fastify makes HEAD of GET by itself, but not where a handler streams: those answer it themselves.
      method: operation.method,
      url: `${prefix}${path}`,
      onRequest: arrive,
      // What it takes is of no matter to what it answers, and only that keeps the types apart.
      ...answerChecks(app, operation as unknown as Operation),
      async handler(request, reply) {
        const { params, query, body } = operation;
        return handle({
          params: parseInput(params, request.params),
          query: parseInput(query, request.query),
          body: (body === null || body.multipart ? undefined : parseBody(body.schema, request.body)) as z.output<B>,
          origin: baseUrl(request),
          prefix,
          request,
          reply,
        });
      },
    });
  }
}

/** An empty body counts as an empty object, so that a body whose members are all optional may be left out. */
function parseBody<B extends z.ZodType>(schema: B, body: unknown): z.output<B> {
  if (typeof body === 'string') throw new AssayError('bad-request', 'The body is not JSON.');
  return parseInput(schema, body ?? {});
}

function arrivalOf(request: FastifyRequest): Arrival {
  return { headers: request.headers, method: request.method, ip: request.ip, origin: baseUrl(request) };
}
