import { operations } from '@assay/contracts';
import { readReport } from '@assay/scans';
import { addOperation } from '@assay/service-kit';
import { getFile } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import { noSuchFile } from '../files/file-hash.ts';
import { fileObject } from '../files/file-object.ts';
import { toOne } from '../relationships/to-one.ts';
import type { ReportApp } from '../report-app.ts';
import { findAnalysis } from '../scans/find-scan.ts';

/** `GET /api/v3/analyses/{id}/item` and `…/relationships/item`: the file that was analysed. */
export function analysisItemRoutes(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.getAnalysisItem, async ({ caller, params, query, origin }) => {
    const { scan, userId } = await findAnalysis(report.scans, caller, params.id);
    const file = await getFile(report.table, userId, scan.sha256);
    if (file === null) throw noSuchFile(scan.sha256);
    const found = await readReport(report.scans, userId, file.FileID);
    return { data: fileObject(file, found, { ...query, api: `${origin}/api/v3`, reader: caller.userId }) };
  });

  addOperation(app, report.gate, operations.namedByAnalysis, async ({ caller, params, origin }) => {
    const { scan } = await findAnalysis(report.scans, caller, params.id);
    return toOne(`${origin}/api/v3/analyses/${params.id}`, 'item', { type: 'file', id: scan.sha256 });
  });
}
