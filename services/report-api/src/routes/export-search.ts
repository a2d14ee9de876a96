import { Readable } from 'node:stream';
import { MAX_EXPORT, operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { ReportApp } from '../report-app.ts';
import { csvExport, jsonExport } from '../search/export-rows.ts';
import { firstRead } from '../search/first-read.ts';
import { readHits } from '../search/read-hits.ts';
import { indexOf, readQuery, searchedOwner } from '../search/read-query.ts';

/**
 * `GET /api/v1/search/export`: the hits are known before the first byte goes out, so that the head can say whether they
 * are all, and so is the first file; the others are read while they are sent.
 */
export function exportSearchRoute(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.exportSearch, async ({ caller, query, reply }) => {
    const tree = await readQuery(report, query.query);
    const owner = searchedOwner(caller, query.owner);
    // In one call: likeness is then found once and not again for every page.
    const wanted = { query: tree, owner, asker: caller.userId, order: query.order, limit: MAX_EXPORT };
    const { hits, next, alikeCut } = await indexOf(report).query(wanted);
    const complete = next === null && !alikeCut;
    const files = await firstRead(readHits(report, caller, hits));
    const csv = query.format === 'csv';
    return reply
      .header('x-export-limit', MAX_EXPORT)
      .header('x-export-complete', String(complete))
      .header('content-type', csv ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="search.${query.format}"`)
      .header('x-content-type-options', 'nosniff')
      .send(Readable.from(csv ? csvExport(files) : jsonExport(files, complete)));
  });
}
