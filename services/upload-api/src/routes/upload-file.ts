import { type AnalysisDescriptor, operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { describeAnalysis } from '../describe-analysis.ts';
import type { TakeUpload } from '../take-upload.ts';
import type { UploadApp } from '../upload-app.ts';
import { createUploadSteps } from '../upload-steps.ts';

/** `PUT` and `POST /api/v1|v3/files`: one file in the part `file` goes in, its analysis comes out. */
export function uploadFileRoute(app: FastifyInstance, uploads: UploadApp, take: TakeUpload): void {
  for (const operation of [operations.putFile, operations.postFile]) {
    addOperation(app, uploads.gate, operation, async ({ request, caller, origin }): Promise<AnalysisDescriptor> => {
      const steps = createUploadSteps((step, error) => uploads.report(request, step, error));
      return describeAnalysis(await take({ request, caller, direct: true }, steps), origin);
    });
  }
}
