import type { FastifyInstance } from 'fastify';
import type { ReportApp } from './report-app.ts';
import { documentationRoutes } from './routes/documentation.ts';
import { downloadFileRoute } from './routes/download-file.ts';
import { eventsRoutes } from './routes/events.ts';
import { getAnalysisRoute } from './routes/get-analysis.ts';
import { getFileRoute } from './routes/get-file.ts';
import { getMetadataRoute } from './routes/get-metadata.ts';
import { getResultRoute } from './routes/get-result.ts';
import { getScanRoute } from './routes/get-scan.ts';
import { listEnginesRoute } from './routes/list-engines.ts';
import { listFilesRoute } from './routes/list-files.ts';
import { listResultsRoute } from './routes/list-results.ts';
import { listScansRoute } from './routes/list-scans.ts';
import { scanLogsRoutes } from './routes/scan-logs.ts';

/** All routes of report-api. */
export async function reportRoutes(app: FastifyInstance, report: ReportApp): Promise<void> {
  listFilesRoute(app, report);
  getFileRoute(app, report);
  downloadFileRoute(app, report);
  listScansRoute(app, report);
  getScanRoute(app, report);
  listResultsRoute(app, report);
  getResultRoute(app, report);
  scanLogsRoutes(app, report);
  eventsRoutes(app, report);
  getAnalysisRoute(app, report);
  listEnginesRoute(app, report);
  getMetadataRoute(app, report);
  documentationRoutes(app, report);
}
