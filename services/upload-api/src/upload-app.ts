import type { AssayError, UploadStep } from '@assay/contracts';
import type { SampleStore } from '@assay/samples';
import type { SubmitScans } from '@assay/scans';
import type { FastifyRequest } from 'fastify';
import type { UploadGate } from './upload-gate.ts';
import type { UploadLimits } from './upload-limits.ts';
import type { UploadUrls } from './upload-urls.ts';

export interface UploadCaller {
  readonly userName: string;
  readonly userId: string;
  readonly token: string | null;
}

/** What the routes of upload-api work with. */
export interface UploadApp {
  readonly scans: SubmitScans;
  readonly samples: SampleStore;
  readonly limits: UploadLimits;
  readonly gate: UploadGate;
  readonly urls: UploadUrls;
  /** Counts and logs a failed step. */
  report(request: FastifyRequest, step: UploadStep, error: AssayError): void;
}
