import type { FastifyInstance } from 'fastify';
import type { ReportApp } from '../report-app.ts';
import { analysisObject } from '../scans/analysis-object.ts';
import { findAnalysis } from '../scans/find-scan.ts';

/** `GET /api/v3/analyses/{id}`: what VirusTotal's clients poll. */
export function getAnalysisRoute(app: FastifyInstance, report: ReportApp): void {
  app.get<{ Params: { id: string } }>('/api/v3/analyses/:id', async (request) => {
    const caller = await report.authenticate(request);
    const { scan } = await findAnalysis(report.scans, caller, request.params.id);
    return analysisObject(scan, `${report.baseUrl(request)}/api/v3`);
  });
}
