import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '../logger.ts';

/** What log lines of a request may say of it beyond its id. */
export interface RequestFacts {
  readonly userId?: string;
  readonly scanId?: string;
  readonly sha256?: string;
}

const FACTS = 'assayFacts';

export function addFacts(app: FastifyInstance): void {
  app.decorateRequest(FACTS, null);
}

/** Puts these ids into every later log line of the request, the access log included. The first value of each stays. */
export function annotate(request: FastifyRequest, facts: RequestFacts): void {
  const known = factsOf(request);
  const fresh = Object.fromEntries(Object.entries(facts).filter(([name]) => !(name in known)));
  request.setDecorator(FACTS, { ...known, ...fresh });
  (request.log as Logger).setBindings(fresh);
}

/** What is known of the request so far. */
export function factsOf(request: FastifyRequest): RequestFacts {
  return request.getDecorator<RequestFacts | null>(FACTS) ?? {};
}
