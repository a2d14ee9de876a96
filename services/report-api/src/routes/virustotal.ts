import { operations } from '@assay/contracts';
import { THREAT_CATEGORIES } from '@assay/scans';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { findFile } from '../files/find-file.ts';
import type { ReportApp } from '../report-app.ts';

/** What VirusTotal's clients ask for and there is nothing to say about, in the shapes that they expect. */
export function virusTotalRoutes(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.popularThreatCategories, () => ({ data: THREAT_CATEGORIES }));
  for (const behaviour of [operations.behaviourSummary, operations.behaviourMitreTrees]) {
    addOperation(app, report.gate, behaviour, async ({ caller, params, query }) => {
      await findFile(report.table, caller, params.id, query.owner);
      return { data: {} };
    });
  }
}
