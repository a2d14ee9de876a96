import { operations } from '@assay/contracts';
import { addOperation, requestUrl } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { findFile } from '../files/find-file.ts';
import { pageEnvelope } from '../page-links.ts';
import { fileRelation, noSuchRelationship } from '../relationships/file-relations.ts';
import { descriptorOf, readRelation, resourcesOf } from '../relationships/read-relation.ts';
import type { ReportApp } from '../report-app.ts';

/** `GET /api/v3/files/{id}/{relationship}` and `GET /api/v3/files/{id}/relationships/{relationship}`. */
export function fileRelationshipsRoutes(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.relatedToFile, async ({ caller, params, query, origin, request }) => {
    if (fileRelation(params.relationship) === null) throw noSuchRelationship(params.relationship);
    const { file } = await findFile(report.table, caller, params.id, query.owner);
    const scope = { file, caller, api: `${origin}/api/v3`, choice: query };
    const { items, cursor, count } = await readRelation(report, scope, params.relationship, query);
    return { data: await resourcesOf(items), ...pageEnvelope(requestUrl(origin, request), cursor, count) };
  });

  addOperation(app, report.gate, operations.namedByFile, async ({ caller, params, query, origin, request }) => {
    if (fileRelation(params.relationship) === null) throw noSuchRelationship(params.relationship);
    const { file } = await findFile(report.table, caller, params.id, query.owner);
    const scope = { file, caller, api: `${origin}/api/v3`, choice: {} };
    const { items, cursor, count } = await readRelation(report, scope, params.relationship, query);
    return { data: items.map(descriptorOf), ...pageEnvelope(requestUrl(origin, request), cursor, count) };
  });
}
