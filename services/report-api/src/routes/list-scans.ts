import { operations } from '@assay/contracts';
import { addOperation, requestUrl, withCursor } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { findFile } from '../files/find-file.ts';
import type { ReportApp } from '../report-app.ts';
import { collectScans } from '../scans/collect-scans.ts';
import { scanBrief } from '../scans/scan-detail.ts';

/** `GET /api/v1|v3/files/{id}/scans`: a bare array as the seed has it, newest first; a `Link` header leads on. */
export function listScansRoute(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.listScans, async ({ caller, params, query, origin, request, reply }) => {
    const { file } = await findFile(report.table, caller, params.id, query.owner);
    const bound = { route: 'scans', query: { of: file.UserID, sha256: file.FileID }, userId: caller.userId };
    const after = query.cursor === undefined ? undefined : z.string().parse(report.cursors.open(bound, query.cursor));
    const { items, next } = await collectScans(report.table, file, query.limit, after);
    if (next !== null) {
      const further = withCursor(requestUrl(origin, request), report.cursors.sign(bound, next));
      reply.header('link', `<${further}>; rel="next"`);
    }
    return items.map(scanBrief);
  });
}
