import type { KeyObject } from 'node:crypto';
import type { CallerGate } from '@assay/auth';
import type { AssayError, UploadStep } from '@assay/contracts';
import type { SampleStore } from '@assay/samples';
import type { SubmitScans } from '@assay/scans';
import { createService, type Logger, type Metrics } from '@assay/service-kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createStepFailures } from './step-failures.ts';
import { createUploadGate } from './upload-gate.ts';
import { DEFAULT_UPLOAD_LIMITS, type UploadLimits } from './upload-limits.ts';
import { uploadRoutes } from './upload-routes.ts';
import { createUploadUrls, type UrlStore } from './upload-urls.ts';

export const NAME = 'upload-api';

export interface AppParts {
  readonly scans: SubmitScans;
  readonly samples: SampleStore;
  readonly gate: CallerGate;
  /** Keeps which upload addresses were not used yet. */
  readonly redis: UrlStore;
  /** Signs upload addresses; the same in every replica. */
  readonly urlKey: KeyObject;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly publicUrl?: string | undefined;
  /** Proxies whose `X-Forwarded-*` count; none when absent. */
  readonly trustProxy?: string[] | undefined;
  /** Tests only: an answer that is not as its operation declares is a 500 that says why. */
  readonly checkAnswers?: boolean | undefined;
  readonly limits?: Partial<UploadLimits>;
}

/** upload-api on given parts; constructs no client and does not listen. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const { scans, samples, redis, logger, metrics } = parts;
  const stepFailures = createStepFailures(metrics.registry);
  const app = createService({
    name: NAME,
    logger,
    metrics,
    publicUrl: parts.publicUrl,
    trustProxy: parts.trustProxy,
    checkAnswers: parts.checkAnswers,
  });
  const uploads = {
    scans,
    samples,
    limits: { ...DEFAULT_UPLOAD_LIMITS, ...parts.limits },
    gate: createUploadGate(parts.gate),
    urls: createUploadUrls({ redis, table: scans.table, key: parts.urlKey, now: scans.now }),
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
