import { operations } from '@assay/contracts';
import { addOperation, requestUrl, stillAsked } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { pageEnvelope } from '../page-links.ts';
import type { ReportApp } from '../report-app.ts';
import { alikeMeta } from '../search/alike-meta.ts';
import { simpleSearch } from '../search/simple-search.ts';

/** `GET /api/v3/search`. */
export function simpleSearchRoute(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.search, async ({ caller, query, origin, request }) => {
    const { data, cursor, alikeCut } = await simpleSearch(
      report,
      caller,
      { ...query, stillAsked: stillAsked(request) },
      `${origin}/api/v3`,
    );
    const { meta, links } = pageEnvelope(requestUrl(origin, request), cursor);
    return { data, meta: { ...meta, ...alikeMeta(alikeCut) }, links };
  });
}
