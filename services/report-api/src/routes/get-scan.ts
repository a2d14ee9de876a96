import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { ReportApp } from '../report-app.ts';
import { findScan } from '../scans/find-scan.ts';
import { scanDetail } from '../scans/scan-detail.ts';

/** `GET /api/v1|v3/files/{id}/scans/{scan_id}`: a scan with its engines as they answer. */
export function getScanRoute(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.getScan, async ({ caller, params, query }) => {
    const { scan } = await findScan(report.scans, caller, params.id, params.scan_id, query.owner);
    return scanDetail(scan);
  });
}
