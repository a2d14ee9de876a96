import { AssayError, operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import { getSubmission } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import { everyFile } from '../files/find-file.ts';
import type { ReportApp } from '../report-app.ts';
import { parseSubmissionId, submissionResource } from '../submissions/submission-resource.ts';

/** `GET /api/v3/submission/{id}`. */
export function getSubmissionRoute(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.getSubmission, async ({ caller, params, query, origin }) => {
    const place = parseSubmissionId(params.id);
    if (place !== null) {
      for await (const file of everyFile(report.table, caller, place.sha256, query.owner)) {
        const item = await getSubmission(report.table, file.UserID, file.FileID, place.submissionId);
        if (item !== null) return { data: submissionResource(item, file.FileID, `${origin}/api/v3`) };
      }
    }
    throw new AssayError('not-found', `Submission "${params.id.slice(0, 128)}" not found`);
  });
}
