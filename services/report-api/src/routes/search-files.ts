import { operations } from '@assay/contracts';
import { addOperation, requestUrl, stillAsked } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { pageEnvelope } from '../page-links.ts';
import type { ReportApp } from '../report-app.ts';
import { alikeMeta } from '../search/alike-meta.ts';
import { foundFile } from '../search/found-file.ts';
import { searchPage } from '../search/search-page.ts';

/** `GET /api/v1/search`. */
export function searchFilesRoute(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.searchFiles, async ({ caller, query, origin, request }) => {
    const { found, cursor, alikeCut } = await searchPage(report, caller, {
      ...query,
      once: false,
      stillAsked: stillAsked(request),
    });
    const data = found.map(({ file, hit }) => ({ ...foundFile(file), similarity: hit.similarity }));
    const { meta, links } = pageEnvelope(requestUrl(origin, request), cursor, data.length);
    return { data, meta: { ...meta, ...alikeMeta(alikeCut) }, links };
  });
}
