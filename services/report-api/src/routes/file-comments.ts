import { operations } from '@assay/contracts';
import { addOperation, requestUrl } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { addComment } from '../comments/add-comment.ts';
import { commentResource } from '../comments/comment-resource.ts';
import { findFile } from '../files/find-file.ts';
import { pageEnvelope } from '../page-links.ts';
import { readRelation, resourcesOf } from '../relationships/read-relation.ts';
import type { ReportApp } from '../report-app.ts';

/** `GET` and `POST /api/v1|v3/files/{id}/comments`. */
export function fileCommentsRoutes(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.listComments, async ({ caller, params, query, origin, request }) => {
    const { file } = await findFile(report.table, caller, params.id, query.owner);
    const scope = { file, caller, api: `${origin}/api/v3`, choice: query };
    const { items, cursor, count } = await readRelation(report, scope, 'comments', query);
    return { data: await resourcesOf(items), ...pageEnvelope(requestUrl(origin, request), cursor, count) };
  });

  addOperation(app, report.gate, operations.addComment, async ({ caller, params, query, body, origin }) => {
    const { file } = await findFile(report.table, caller, params.id, query.owner);
    const { text } = body.data.attributes;
    const comment = await addComment(report.table, file, caller.userName, text, report.now());
    return { data: commentResource(comment, `${origin}/api/v3`) };
  });
}
