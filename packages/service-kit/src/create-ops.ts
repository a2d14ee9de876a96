import { type FastifyInstance, fastify } from 'fastify';
import type { Registry } from 'prom-client';

export interface ReadinessCheck {
  readonly name: string;
  /** A shared dependency is reported only: another pod would not have it either. */
  readonly shared: boolean;
  /** Rejects when the dependency does not answer. */
  readonly check: (signal: AbortSignal) => Promise<unknown>;
}

export interface OpsOptions {
  readonly name: string;
  readonly checks: readonly ReadinessCheck[];
  readonly registry: Registry;
}

export function createOps(_options: OpsOptions): FastifyInstance {
  return fastify();
}
