import {
  ANALYSIS_RELATIONSHIPS,
  COMMENT_RELATIONSHIPS,
  FILE_RELATIONSHIPS,
  operations,
  VOTE_RELATIONSHIPS,
} from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { ReportApp } from '../report-app.ts';

/** By type; similar files are found by search alone. */
const relationships = (searchable: boolean) => ({
  file: FILE_RELATIONSHIPS.filter(({ name }) => searchable || name !== 'similar_files'),
  analysis: ANALYSIS_RELATIONSHIPS,
  comment: COMMENT_RELATIONSHIPS,
  vote: VOTE_RELATIONSHIPS,
});

/**
 * `GET /api/v3/metadata`. vt-cli makes a subcommand of every relationship named here, so none is named before its
 * routes answer.
 */
export function getMetadataRoute(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.getMetadata, async () => {
    const enabled = (await report.catalogue.engines()).filter((engine) => engine.Enabled);
    const engines = Object.fromEntries(
      enabled.map(({ Reported: reported }) => [
        reported.name,
        {
          kind: reported.kind,
          version: reported.versions?.engine ?? null,
          update: reported.versions?.signatures_date ?? null,
        },
      ]),
    );
    return { data: { engines, privileges: ['download-file'], relationships: relationships(report.search !== null) } };
  });
}
