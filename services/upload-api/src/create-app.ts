import type { CallerGate } from '@assay/auth';
import { type AssayError, type Operation, operations, type UploadStep } from '@assay/contracts';
import type { SampleStore } from '@assay/samples';
import type { SubmitScans } from '@assay/scans';
import { annotate, baseUrl, createService, type Logger, type Metrics } from '@assay/service-kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createStepFailures } from './step-failures.ts';
import { DEFAULT_UPLOAD_LIMITS, type UploadLimits } from './upload-limits.ts';
import { uploadRoutes } from './upload-routes.ts';

export interface AppParts {
  readonly scans: SubmitScans;
  readonly samples: SampleStore;
  readonly gate: CallerGate;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly publicUrl?: string | undefined;
  /** Tests only: an answer that is not as its operation declares is a 500 that says why. */
  readonly checkAnswers?: boolean | undefined;
  readonly limits?: Partial<UploadLimits>;
}

/** upload-api on given parts; constructs no client and does not listen. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const { scans, samples, gate, logger, metrics } = parts;
  const stepFailures = createStepFailures(metrics.registry);
  const app = createService({
    name: 'upload-api',
    logger,
    metrics,
    publicBaseUrl: parts.publicUrl,
    checkAnswers: parts.checkAnswers,
  });
  const uploads = {
    scans,
    samples,
    limits: { ...DEFAULT_UPLOAD_LIMITS, ...parts.limits },
    async authenticate(request: FastifyRequest) {
      const { headers, method, ip } = request;
      const arrival = { headers, method, ip, origin: baseUrl(request) };
      const { caller } = await gate.admit(arrival, operations.putFile as unknown as Operation);
      annotate(request, { userId: caller.userId });
      return caller;
    },
    baseUrl,
    report(request: FastifyRequest, step: UploadStep, error: AssayError) {
      stepFailures.inc({ step });
      const level = error.status >= 500 ? 'error' : 'info';
      request.log[level](
        { step, code: error.code, internal: error.internal, err: error.cause },
        'an upload step failed',
      );
    },
  };
  await app.register(uploadRoutes, uploads);
  return app;
}
