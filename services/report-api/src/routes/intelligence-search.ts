import { AssayError, type Descriptor, type FileResource, operations } from '@assay/contracts';
import { addOperation, requestUrl, stillAsked } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { withinBudget } from '../page-budget.ts';
import { pageEnvelope } from '../page-links.ts';
import type { ReportApp } from '../report-app.ts';
import { alikeMeta } from '../search/alike-meta.ts';
import { fileDescriptor, fileResource } from '../search/file-resource.ts';
import { searchPage } from '../search/search-page.ts';

/** Everything is searched: further back than any file was submitted. */
const DAYS_BACK = 36_500;

/** `GET /api/v3/intelligence/search`, and the snippets that there are none of. */
export function intelligenceSearchRoutes(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.intelligenceSearch, async ({ caller, query, origin, request }) => {
    const waited = stillAsked(request);
    const page = await searchPage(report, caller, { ...query, once: true, stillAsked: waited });
    const { found, alikeCut } = page;
    const api = `${origin}/api/v3`;
    const { data, cutAfter } = await withinBudget(found, async ({ file, hit }): Promise<FileResource | Descriptor> => {
      waited();
      const each = { file, similarity: hit.similarity, caller, api, choice: query };
      return query.descriptors_only === 'true' ? fileDescriptor(each) : fileResource(report, each);
    });
    const cursor = cutAfter === null ? page.cursor : page.cursorAfter(cutAfter.hit);
    const { meta, links } = pageEnvelope(requestUrl(origin, request), cursor);
    return { data, meta: { ...meta, ...alikeMeta(alikeCut), days_back: DAYS_BACK }, links };
  });

  addOperation(app, report.gate, operations.searchSnippet, async ({ params }) => {
    throw new AssayError('not-found', `Snippet "${params.id.slice(0, 64)}" not found`);
  });
}
