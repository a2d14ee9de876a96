import { type FileList, operations } from '@assay/contracts';
import { addOperation, requestUrl } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { fileBrief } from '../files/file-brief.ts';
import { listMatchingFiles } from '../files/list-matching-files.ts';
import { partitionOf } from '../files/partition-of.ts';
import { pageEnvelope } from '../page-links.ts';
import type { ReportApp } from '../report-app.ts';

const Place = z.object({ recentAt: z.string(), sha256: z.string() });

/** `GET /api/v1/files`: my files, or those of one `owner`, last submitted first. */
export function listFilesRoute(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.listFiles, async (call): Promise<z.infer<typeof FileList>> => {
    const { limit, cursor, owner, ...filter } = call.query;
    const uid = partitionOf(call.caller, owner);
    const bound = { route: 'files', query: { ...filter, of: uid }, userId: call.caller.userId };
    const after = cursor === undefined ? undefined : Place.parse(report.cursors.open(bound, cursor));
    const { items, next } = await listMatchingFiles(report.table, uid, filter, limit, after);
    const further = next === null ? null : report.cursors.sign(bound, next);
    const { meta, links } = pageEnvelope(requestUrl(call.origin, call.request), further, items.length);
    return { data: items.map(fileBrief), meta: { ...meta, count: items.length }, links };
  });
}
