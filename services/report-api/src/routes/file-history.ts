import { operations } from '@assay/contracts';
import { addOperation, requestUrl } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { findFile } from '../files/find-file.ts';
import { readHistory } from '../history/read-history.ts';
import { pageEnvelope } from '../page-links.ts';
import type { ReportApp } from '../report-app.ts';

const Place = z.object({ id: z.string(), type: z.enum(['submission', 'scan']) });

/** `GET /api/v1/files/{id}/history`. */
export function fileHistoryRoute(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.fileHistory, async ({ caller, params, query, origin, request }) => {
    const { file } = await findFile(report.table, caller, params.id, query.owner);
    const bound = { route: 'history', query: { of: file.UserID, sha256: file.FileID }, userId: caller.userId };
    const after = query.cursor === undefined ? undefined : Place.parse(report.cursors.open(bound, query.cursor));
    const { items, next } = await readHistory(report.table, file, query.limit, after);
    const cursor = next === null ? null : report.cursors.sign(bound, next);
    return { data: items, ...pageEnvelope(requestUrl(origin, request), cursor) };
  });
}
