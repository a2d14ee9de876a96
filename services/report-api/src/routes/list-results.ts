import type { FastifyInstance } from 'fastify';
import type { ReportApp } from '../report-app.ts';
import { findScan } from '../scans/find-scan.ts';
import { scanEngine } from '../scans/scan-detail.ts';

/** `GET /api/v1|v3/files/{id}/scans/{scan_id}/results`: every engine of the scan, by its id, answered or not. */
export function listResultsRoute(app: FastifyInstance, report: ReportApp): void {
  for (const prefix of ['/api/v1', '/api/v3']) {
    app.get<{ Params: { id: string; scanId: string } }>(
      `${prefix}/files/:id/scans/:scanId/results`,
      async (request) => {
        const { userId } = await report.authenticate(request);
        const scan = await findScan(report.scans, userId, request.params.id, request.params.scanId);
        return { scanid: scan.scanId, status: scan.status, results: scan.engines.map(scanEngine) };
      },
    );
  }
}
