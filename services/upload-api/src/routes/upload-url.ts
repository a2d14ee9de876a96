import { type AnalysisDescriptor, operations } from '@assay/contracts';
import { addOpenOperation, addOperation, annotate } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { describeAnalysis } from '../describe-analysis.ts';
import type { TakeUpload } from '../take-upload.ts';
import type { UploadApp } from '../upload-app.ts';
import { createUploadSteps } from '../upload-steps.ts';

/**
 * `GET /api/v1|v3/files/upload_url` and the address that it answers, `POST /api/v3/uploads/{token}`. Whoever sends there
 * uploads for the user who asked; credentials that are sent along are not looked at. The address is used up when the body
 * begins to be read, and not by a refusal before.
 */
export function uploadUrlRoutes(app: FastifyInstance, uploads: UploadApp, take: TakeUpload): void {
  const { urls, scans } = uploads;

  addOperation(app, uploads.gate, operations.getUploadUrl, async ({ caller, origin }) => ({
    data: `${origin}/api/v3/uploads/${await urls.issue(caller)}`,
  }));

  addOpenOperation(
    app,
    uploads.gate,
    operations.postToUploadUrl,
    async ({ request, origin, params: { token } }): Promise<AnalysisDescriptor> => {
      const steps = createUploadSteps((step, error) => uploads.report(request, step, error));
      const use = { ip: request.ip, now: scans.now() };
      const caller = await steps.run('authenticate', () => urls.asker(token, use));
      annotate(request, { userId: caller.userId });
      const begin = () => urls.spend(token);
      return describeAnalysis(await take({ request, caller, direct: false, begin }, steps), origin);
    },
  );
}
