import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ReportApp } from '../report-app.ts';
import { noSuchEngine } from '../scans/engine-id.ts';
import { findScan } from '../scans/find-scan.ts';
import { engineLog, logsText, scanLogs } from '../scans/scan-logs.ts';

/** `GET /api/v1|v3/files/{id}/scans/{scan_id}/logs` and `…/logs/{engine}`, as JSON or as text. */
export function scanLogsRoutes(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.getLogs, async ({ caller, params, query, request, reply }) => {
    const { scan, userId } = await findScan(report.scans, caller, params.id, params.scan_id, query.owner);
    const logs = await scanLogs(report.scans, userId, scan);
    return wantsText(query.format, request) ? plain(reply, logsText(logs.logs)) : logs;
  });

  addOperation(app, report.gate, operations.getEngineLog, async ({ caller, params, query, request, reply }) => {
    const { scan, userId } = await findScan(report.scans, caller, params.id, params.scan_id, query.owner);
    const log = await engineLog(report.scans, userId, scan, params.engine);
    if (log === null) throw noSuchEngine(scan.scanId);
    return wantsText(query.format, request) ? plain(reply, logsText([log])) : { scanid: scan.scanId, logs: [log] };
  });
}

/** `?format=` decides, otherwise whether the client names text before JSON. */
function wantsText(format: 'json' | 'text' | undefined, request: FastifyRequest): boolean {
  if (format !== undefined) return format === 'text';
  const accept = request.headers.accept ?? '';
  const text = accept.indexOf('text/plain');
  const json = accept.indexOf('application/json');
  return text >= 0 && (json < 0 || text < json);
}

function plain(reply: FastifyReply, text: string): FastifyReply {
  return reply
    .header('content-type', 'text/plain; charset=utf-8')
    .header('x-content-type-options', 'nosniff')
    .send(text);
}
