import { readResult } from '@assay/scans';
import type { FastifyInstance } from 'fastify';
import type { ReportApp } from '../report-app.ts';
import { noSuchEngine } from '../scans/engine-id.ts';
import { findScan } from '../scans/find-scan.ts';
import { scanEngine } from '../scans/scan-detail.ts';

/** `GET /api/v1|v3/files/{id}/scans/{scan_id}/results/{engine}`: one engine's answer with everything it found. */
export function getResultRoute(app: FastifyInstance, report: ReportApp): void {
  for (const prefix of ['/api/v1', '/api/v3']) {
    app.get<{ Params: { id: string; scanId: string; engine: string } }>(
      `${prefix}/files/:id/scans/:scanId/results/:engine`,
      async (request) => {
        const { userId } = await report.authenticate(request);
        const { id, scanId, engine } = request.params;
        const scan = await findScan(report.scans, userId, id, scanId);
        const result = await readResult(report.scans, userId, scan.sha256, scan.scanId, engine);
        if (result === null) throw noSuchEngine(scan.scanId);
        return { ...scanEngine(result), attributes: result.attributes };
      },
    );
  }
}
