import { operations } from '@assay/contracts';
import { readResult } from '@assay/scans';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { ReportApp } from '../report-app.ts';
import { noSuchEngine } from '../scans/engine-id.ts';
import { findScan } from '../scans/find-scan.ts';
import { scanEngine } from '../scans/scan-detail.ts';

/** `GET /api/v1|v3/files/{id}/scans/{scan_id}/results/{engine}`: one engine's answer with everything it found. */
export function getResultRoute(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.getResult, async ({ caller, params, query }) => {
    const { scan, userId } = await findScan(report.scans, caller, params.id, params.scan_id, query.owner);
    const result = await readResult(report.scans, userId, scan.sha256, scan.scanId, params.engine);
    if (result === null) throw noSuchEngine(scan.scanId);
    return { ...scanEngine(result), attributes: result.attributes };
  });
}
