import { parseInput } from '@assay/service-kit';
import { listScans } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { findFile } from '../files/find-file.ts';
import { limitOf } from '../page-limit.ts';
import { nextUrl, selfUrl } from '../page-links.ts';
import type { ReportApp } from '../report-app.ts';
import { scanBrief } from '../scans/scan-detail.ts';

/** Without `limit`, all scans of a file up to this many. */
const MAX_SCANS = 1000;

const Query = z.object({ limit: limitOf(MAX_SCANS, MAX_SCANS), cursor: z.string().max(4096).optional() });

/** `GET /api/v1|v3/files/{id}/scans`: a bare array as the seed has it, newest first; a `Link` header leads on. */
export function listScansRoute(app: FastifyInstance, report: ReportApp): void {
  for (const prefix of ['/api/v1', '/api/v3']) {
    app.get<{ Params: { id: string } }>(`${prefix}/files/:id/scans`, async (request, reply) => {
      const { userId } = await report.authenticate(request);
      const { limit, cursor } = parseInput(Query, request.query);
      const { file } = await findFile(report.table, userId, request.params.id);
      const bound = { route: 'scans', query: { sha256: file.FileID }, userId };
      const after = cursor === undefined ? undefined : z.string().parse(report.cursors.open(bound, cursor));
      const { items, next } = await collectScans(report, userId, file.FileID, limit, after);
      if (next !== null) {
        const self = selfUrl(report.baseUrl(request), request.url);
        reply.header('link', `<${nextUrl(self, report.cursors.sign(bound, next))}>; rel="next"`);
      }
      return items.map(scanBrief);
    });
  }
}

/**
 * The table answers at most a megabyte at once, so a long list is several of its pages. One scan more than is shown
 * tells whether there is a next page.
 */
async function collectScans(
  report: ReportApp,
  userId: string,
  sha256: string,
  limit: number,
  after: string | undefined,
) {
  const wanted = limit + 1;
  let page = await listScans(report.table, userId, sha256, { limit: wanted, after });
  const found = page.items;
  while (page.next !== null && found.length < wanted) {
    page = await listScans(report.table, userId, sha256, { limit: wanted - found.length, after: page.next });
    found.push(...page.items);
  }
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? (items.at(-1)?.ScanID ?? null) : null };
}
