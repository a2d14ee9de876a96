import type { FastifyInstance } from 'fastify';
import type { ReportApp } from '../report-app.ts';
import { findScan } from '../scans/find-scan.ts';
import { scanDetail } from '../scans/scan-detail.ts';

/** `GET /api/v1|v3/files/{id}/scans/{scan_id}`: a scan with its engines as they answer. */
export function getScanRoute(app: FastifyInstance, report: ReportApp): void {
  for (const prefix of ['/api/v1', '/api/v3']) {
    app.get<{ Params: { id: string; scanId: string } }>(`${prefix}/files/:id/scans/:scanId`, async (request) => {
      const { userId } = await report.authenticate(request);
      return scanDetail(await findScan(report.scans, userId, request.params.id, request.params.scanId));
    });
  }
}
