import type { FileList } from '@assay/contracts';
import { parseInput } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { fileBrief } from '../files/file-brief.ts';
import { FileFilter } from '../files/file-filter.ts';
import { listMatchingFiles } from '../files/list-matching-files.ts';
import { limitOf } from '../page-limit.ts';
import { nextUrl, selfUrl } from '../page-links.ts';
import type { ReportApp } from '../report-app.ts';

const Query = FileFilter.extend({ limit: limitOf(40, 20), cursor: z.string().max(4096).optional() });
const Place = z.object({ recentAt: z.string(), sha256: z.string() });

/** `GET /api/v1/files`: my files, last submitted first. */
export function listFilesRoute(app: FastifyInstance, report: ReportApp): void {
  app.get('/api/v1/files', async (request): Promise<z.infer<typeof FileList>> => {
    const { userId } = await report.authenticate(request);
    const { limit, cursor, ...filter } = parseInput(Query, request.query);
    const bound = { route: 'files', query: filter, userId };
    const after = cursor === undefined ? undefined : Place.parse(report.cursors.open(bound, cursor));
    const { items, next } = await listMatchingFiles(report.table, userId, filter, limit, after);
    const self = selfUrl(report.baseUrl(request), request.url);
    const further = next === null ? null : report.cursors.sign(bound, next);
    return {
      data: items.map(fileBrief),
      meta: { count: items.length, ...(further === null ? {} : { cursor: further }) },
      links: { self, ...(further === null ? {} : { next: nextUrl(self, further) }) },
    };
  });
}
