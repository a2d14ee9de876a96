import { operations } from '@assay/contracts';
import { addOperation, parseInput, requestUrl } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { findFile } from '../files/find-file.ts';
import { pageEnvelope } from '../page-links.ts';
import { type FileRelation, fileRelation } from '../relationships/file-relations.ts';
import { descriptorOf, pageOfResources, readRelation } from '../relationships/read-relation.ts';
import { noSuchRelationship } from '../relationships/related-object.ts';
import type { ReportApp } from '../report-app.ts';

/** `GET /api/v3/files/{id}/{relationship}` and `GET /api/v3/files/{id}/relationships/{relationship}`. */
export function fileRelationshipsRoutes(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.relatedToFile, async ({ caller, params, query, origin, request }) => {
    const { ofEach } = relationOf(params.relationship);
    const { relationships: asked, ...attributes } = query;
    const relationships =
      ofEach === null ? {} : parseInput(operations.relationshipChoice(ofEach), { relationships: asked });
    const { file } = await findFile(report.table, caller, params.id, query.owner);
    const scope = { file, caller, api: `${origin}/api/v3`, choice: { ...attributes, ...relationships } };
    const page = await readRelation(report, scope, params.relationship, query);
    const { data, cursor } = await pageOfResources(page);
    return { data, ...pageEnvelope(requestUrl(origin, request), cursor, page.count) };
  });

  addOperation(app, report.gate, operations.namedByFile, async ({ caller, params, query, origin, request }) => {
    relationOf(params.relationship);
    const { file } = await findFile(report.table, caller, params.id, query.owner);
    const scope = { file, caller, api: `${origin}/api/v3`, choice: {} };
    const { items, cursor, count } = await readRelation(report, scope, params.relationship, query);
    return { data: items.map(descriptorOf), ...pageEnvelope(requestUrl(origin, request), cursor, count) };
  });
}

/** Before the file is looked for: there is no such route, whatever the file. */
function relationOf(name: string): FileRelation {
  const relation = fileRelation(name);
  if (relation === null) throw noSuchRelationship(name);
  return relation;
}
