import { operations } from '@assay/contracts';
import { addOperation, requestUrl } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { findFile } from '../files/find-file.ts';
import type { ReportApp } from '../report-app.ts';
import { alikeMeta } from '../search/alike-meta.ts';
import { foundFile } from '../search/found-file.ts';
import { similarFiles } from '../search/similar-files.ts';

/** `GET /api/v1/files/{id}/similar`. */
export function similarFilesRoute(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.similarFiles, async ({ caller, params, query, origin, request }) => {
    const { file } = await findFile(report.table, caller, params.id, query.owner);
    const { found, alikeCut } = await similarFiles(report, caller, file, query.limit);
    const data = found.map(({ hit, file: other }) => ({
      ...foundFile(other),
      similarity: hit.similarity,
      alike: { imphash: hit.imphash, ssdeep: hit.ssdeep, tlsh: hit.tlsh },
    }));
    return { data, meta: { count: data.length, ...alikeMeta(alikeCut) }, links: { self: requestUrl(origin, request) } };
  });
}
