import { parseInput } from '@assay/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ReportApp } from '../report-app.ts';
import { noSuchEngine } from '../scans/engine-id.ts';
import { findScan } from '../scans/find-scan.ts';
import { engineLog, logsText, scanLogs } from '../scans/scan-logs.ts';

const Query = z.object({ format: z.enum(['text', 'json']).optional() });

/** `GET /api/v1|v3/files/{id}/scans/{scan_id}/logs` and `…/logs/{engine}`, as JSON or as text. */
export function scanLogsRoutes(app: FastifyInstance, report: ReportApp): void {
  for (const prefix of ['/api/v1', '/api/v3']) {
    const url = `${prefix}/files/:id/scans/:scanId/logs`;
    app.get<{ Params: { id: string; scanId: string } }>(url, async (request, reply) => {
      const { userId } = await report.authenticate(request);
      const text = wantsText(request);
      const scan = await findScan(report.scans, userId, request.params.id, request.params.scanId);
      const logs = await scanLogs(report.scans, userId, scan);
      return text ? plain(reply, logsText(logs.logs)) : logs;
    });

    app.get<{ Params: { id: string; scanId: string; engine: string } }>(`${url}/:engine`, async (request, reply) => {
      const { userId } = await report.authenticate(request);
      const text = wantsText(request);
      const scan = await findScan(report.scans, userId, request.params.id, request.params.scanId);
      const log = await engineLog(report.scans, userId, scan, request.params.engine);
      if (log === null) throw noSuchEngine(scan.scanId);
      return text ? plain(reply, logsText([log])) : { scanid: scan.scanId, logs: [log] };
    });
  }
}

/** `?format=` decides, otherwise whether the client names text before JSON. */
function wantsText(request: FastifyRequest): boolean {
  const { format } = parseInput(Query, request.query);
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
