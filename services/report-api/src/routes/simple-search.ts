import { operations } from '@assay/contracts';
import { addOperation, requestUrl } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { pageEnvelope } from '../page-links.ts';
import type { ReportApp } from '../report-app.ts';
import { simpleSearch } from '../search/simple-search.ts';

/** `GET /api/v3/search`. */
export function simpleSearchRoute(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.search, async ({ caller, query, origin, request }) => {
    const { data, cursor } = await simpleSearch(report, caller, query, `${origin}/api/v3`);
    return { data, ...pageEnvelope(requestUrl(origin, request), cursor) };
  });
}
