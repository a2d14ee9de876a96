import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';

/** What log lines of a request may say of it beyond its id. */
export interface RequestFacts {
  readonly userId?: string;
  readonly scanId?: string;
  readonly sha256?: string;
}

/** Puts these ids into every later log line of the request, the access log included. */
export function annotate(_request: FastifyRequest, _facts: RequestFacts): void {}

/** Origin for links in answers, without a trailing slash. */
export function baseUrl(_request: FastifyRequest): string {
  throw new Error('not there yet');
}

/** The input in its agreed form; throws AssayError `invalid-argument` naming the first fault. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.infer<S> {
  return schema.parse(input);
}
