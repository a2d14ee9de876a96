import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { ReportApp } from '../report-app.ts';
import { findScan } from '../scans/find-scan.ts';
import { scanEngine } from '../scans/scan-detail.ts';

/** `GET /api/v1|v3/files/{id}/scans/{scan_id}/results`: every engine of the scan, by its id, answered or not. */
export function listResultsRoute(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.listResults, async ({ caller, params, query }) => {
    const { scan } = await findScan(report.scans, caller, params.id, params.scan_id, query.owner);
    return { scanid: scan.scanId, status: scan.status, results: scan.engines.map(scanEngine) };
  });
}
