import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export interface Metrics {
  /** Where a service registers its own metrics, and what `/metrics` shows. */
  readonly registry: Registry;
  /** Seconds from the request's head to the end of the answer. `status` is `aborted` when the client went away. */
  readonly httpDuration: Histogram<'method' | 'route' | 'status'>;
}

/** A registry of its own, with what every service measures. */
export function createMetrics(name: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service: name });
  collectDefaultMetrics({ register: registry });
  const httpDuration = new Histogram({
    name: 'assay_http_request_duration_seconds',
    help: 'Duration of requests by method, route template and status; `aborted` when the client went away.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers: [registry],
  });
  return { registry, httpDuration };
}
