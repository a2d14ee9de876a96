import type { AssayError, UploadStep } from '@assay/contracts';
import type { SampleStore } from '@assay/samples';
import type { SubmitScans } from '@assay/scans';
import type { FastifyRequest } from 'fastify';
import type { UploadLimits } from './upload-limits.ts';

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
  /** Reads nothing but the head of the request. */
  authenticate(request: FastifyRequest): Promise<UploadCaller>;
  /** Scheme, host and port under which this client reaches us. */
  baseUrl(request: FastifyRequest): string;
  /** Counts and logs a failed step. */
  report(request: FastifyRequest, step: UploadStep, error: AssayError): void;
}
