import { Histogram, Registry } from 'prom-client';

export interface Metrics {
  /** Where a service registers its own metrics, and what `/metrics` shows. */
  readonly registry: Registry;
  readonly httpDuration: Histogram<'method' | 'route' | 'status'>;
}

export function createMetrics(name: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service: name });
  const httpDuration = new Histogram({
    name: 'assay_http_request_duration_seconds',
    help: 'Requests by route template.',
    labelNames: ['method', 'route', 'status'] as const,
    registers: [registry],
  });
  return { registry, httpDuration };
}
