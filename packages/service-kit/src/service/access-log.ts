import { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { factsOf } from './annotate.ts';

/**
 * One line and one observation for every request, by the route's template: a path may hold a name or a token, a query
 * may hold anything.
 */
export function addAccessLog(app: FastifyInstance, logger: Logger, metrics: Metrics): void {
  // Its members are the ones below; looking for others that must not be seen would take most of the line's time.
  const lines = logger.child({}, { redact: [] });
  const recorded = new WeakSet<FastifyRequest>();
  const record = (request: FastifyRequest, reply: FastifyReply, aborted: boolean) => {
    if (recorded.has(request)) return;
    recorded.add(request);
    const route = request.routeOptions.url ?? 'none';
    const status = aborted ? 'aborted' : reply.statusCode;
    const { method } = request;
    metrics.httpDuration.observe({ method, route, status: String(status) }, reply.elapsedTime / 1000);
    const durationMs = Math.round(reply.elapsedTime * 10) / 10;
    lines.info({ requestId: request.id, ...factsOf(request), method, route, status, durationMs }, 'request');
  };
  app.addHook('onRequest', async (request, reply) => {
    // Fastify's onResponse does not run when the client leaves in the middle of an answer.
    reply.raw.once('close', () => record(request, reply, true));
  });
  app.addHook('onResponse', async (request, reply) => record(request, reply, false));
}

/** Fastify's own lines would carry paths and queries; what of them matters is said here in our words. */
export class QuietLogController extends LogController {
  constructor() {
    super({ disableRequestLogging: true, requestIdLogLabel: 'requestId' });
  }

  override streamError(error: Error & { code?: string }, request: FastifyRequest): void {
    if (error.code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    request.log.error({ err: error }, 'an answer ended before it was complete');
  }
}
