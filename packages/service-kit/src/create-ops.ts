import { type FastifyInstance, fastify } from 'fastify';
import type { Registry } from 'prom-client';
import { runChecks } from './run-checks.ts';

export interface ReadinessCheck {
  readonly name: string;
  /** A shared dependency is reported only: another pod would not have it either. */
  readonly shared: boolean;
  /** Rejects when the dependency does not answer. The signal aborts when nobody waits any more. */
  readonly check: (signal: AbortSignal) => Promise<unknown>;
}

export interface OpsOptions {
  readonly name: string;
  readonly checks: readonly ReadinessCheck[];
  readonly registry: Registry;
}

/** `/healthz`, `/readyz` and `/metrics`, for a port that is not public. */
export function createOps({ name, checks, registry }: OpsOptions): FastifyInstance {
  const ops = fastify({ logger: false, routerOptions: { ignoreTrailingSlash: true } });
  let running: ReturnType<typeof runChecks> | null = null;
  let stopping = false;
  // `runService` sets it: a pod that drains wants no new requests, though it is in good health.
  ops.decorate('drain', () => {
    stopping = true;
  });

  ops.get('/healthz', async () => ({ service: name, status: 'ok' }));
  ops.get('/readyz', async (_request, reply) => {
    // However many ask at once, a dependency is asked once.
    running ??= runChecks(checks).finally(() => {
      running = null;
    });
    const results = await running;
    const ready = !stopping && results.every((result) => result.ok || result.shared);
    const status = stopping ? 'stopping' : ready ? 'ready' : 'not ready';
    return reply.code(ready ? 200 : 503).send({ service: name, status, checks: results });
  });
  ops.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
  return ops;
}
