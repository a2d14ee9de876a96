import { AssayError } from '@assay/contracts';
import { type FastifyBaseLogger, type FastifyInstance, fastify } from 'fastify';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { addAccessLog, QuietLogController } from './access-log.ts';
import { addFacts } from './annotate.ts';
import { answerClientError } from './answer-client-error.ts';
import { answerError } from './answer-error.ts';
import { addBaseUrl } from './base-url.ts';
import { addBodyParsers } from './body-parsers.ts';
import { addAnswerChecks } from './check-answer.ts';
import { HTTP_TIMEOUTS } from './http-timeouts.ts';
import { requestId } from './request-id.ts';

export interface ServiceOptions {
  readonly name: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Origin under which clients reach the API; the request's own `Host` when absent. */
  readonly publicUrl?: string | undefined;
  /** Which proxies' `X-Forwarded-*` count, as Fastify takes it; none when absent. */
  readonly trustProxy?: boolean | string | string[] | undefined;
  /** Of JSON and form bodies, in bytes; 1 MiB when absent. */
  readonly bodyLimit?: number | undefined;
  /** Tests only: an answer that is not as its operation declares becomes a 500 that says what is wrong with it. */
  readonly checkAnswers?: boolean | undefined;
}

/** A Fastify instance that answers, logs and measures as every service of Assay does. Routes are the service's own. */
export function createService(options: ServiceOptions): FastifyInstance {
  const app = fastify({
    loggerInstance: options.logger as FastifyBaseLogger,
    logController: new QuietLogController(),
    routerOptions: { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true, maxParamLength: 4096 },
    exposeHeadRoutes: true,
    bodyLimit: options.bodyLimit ?? 1024 * 1024,
    trustProxy: options.trustProxy ?? false,
    genReqId: requestId,
    requestTimeout: HTTP_TIMEOUTS.requestTimeout,
    keepAliveTimeout: HTTP_TIMEOUTS.keepAliveTimeout,
    http: { headersTimeout: HTTP_TIMEOUTS.headersTimeout },
    // What still comes over open connections while we stop is served; only new connections are refused.
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => {
      reply.header('x-request-id', request.id);
      answerError(error, request, reply);
    },
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    // Answers belong to one user; a route whose answer may be kept says so itself.
    reply.header('cache-control', 'no-store');
    reply.header('x-content-type-options', 'nosniff');
  });
  addFacts(app);
  addBaseUrl(app, options.publicUrl);
  addAnswerChecks(app, options.checkAnswers ?? false);
  addAccessLog(app, options.logger, options.metrics);
  addBodyParsers(app);
  app.setErrorHandler((error, request, reply) => {
    answerError(error, request, reply);
  });
  app.setNotFoundHandler(() => {
    throw new AssayError('not-found');
  });
  return app;
}
