import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { scanWaiter } from '../live/wait-for-scan.ts';
import type { ReportApp } from '../report-app.ts';
import { analysisObject } from '../scans/analysis-object.ts';
import { findAnalysis } from '../scans/find-scan.ts';

/** `GET /api/v3/analyses/{id}`: what VirusTotal's clients poll; with `?wait=` one request is enough. */
export function getAnalysisRoute(app: FastifyInstance, report: ReportApp): void {
  const wait = scanWaiter(app, report);
  addOperation(app, report.gate, operations.getAnalysis, async ({ caller, params, query, origin, reply }) => {
    const found = await findAnalysis(report.scans, caller, params.id);
    const scan = await wait(found, { userId: caller.userId, seconds: query.wait, reply });
    return analysisObject(scan, `${origin}/api/v3`, query);
  });
}
