import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { scanWaiter } from '../live/wait-for-scan.ts';
import type { ReportApp } from '../report-app.ts';
import { findScan } from '../scans/find-scan.ts';
import { scanDetail } from '../scans/scan-detail.ts';

/** `GET /api/v1|v3/files/{id}/scans/{scan_id}`: a scan with its engines as they answer; `?wait=` for its end. */
export function getScanRoute(app: FastifyInstance, report: ReportApp): void {
  const wait = scanWaiter(app, report);
  addOperation(app, report.gate, operations.getScan, async ({ caller, params, query, reply }) => {
    const found = await findScan(report.scans, caller, params.id, params.scan_id, query.owner);
    return scanDetail(await wait(found, { userId: caller.userId, seconds: query.wait, reply }));
  });
}
