import { UPLOAD_STEPS } from '@assay/contracts';
import { Counter, type Registry } from 'prom-client';

/** Counts failed uploads by the step that failed; every step is there from the start, at 0. */
export function createStepFailures(registry: Registry): Counter<'step'> {
  const counter = new Counter({
    name: 'assay_upload_step_failures_total',
    help: 'Uploads that failed, by the step that failed.',
    labelNames: ['step'] as const,
    registers: [registry],
  });
  for (const step of UPLOAD_STEPS) counter.inc({ step }, 0);
  return counter;
}
