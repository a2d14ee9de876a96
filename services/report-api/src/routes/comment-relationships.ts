import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { commentId } from '../comments/comment-id.ts';
import { commentRelations } from '../comments/comment-resource.ts';
import { findComment } from '../comments/find-comment.ts';
import { relatedObject, relatedTo } from '../relationships/related-object.ts';
import { toOne } from '../relationships/to-one.ts';
import type { ReportApp } from '../report-app.ts';

/** `GET /comments/{id}/{author|item}` and `GET /comments/{id}/relationships/{author|item}`. */
export function commentRelationshipsRoutes(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.relatedToComment, async ({ caller, params, query, origin }) => {
    const { comment, file } = await findComment(report.table, caller, params.id, query.owner);
    const named = relatedTo(commentRelations(comment), params.relationship);
    const scope = { file, caller, api: `${origin}/api/v3`, choice: query };
    return { data: await relatedObject(report, named, scope) };
  });

  addOperation(app, report.gate, operations.namedByComment, async ({ caller, params, query, origin }) => {
    const { comment } = await findComment(report.table, caller, params.id, query.owner);
    const self = `${origin}/api/v3/comments/${commentId(comment.SHA256, comment.CommentID)}`;
    return toOne(self, params.relationship, relatedTo(commentRelations(comment), params.relationship));
  });
}
