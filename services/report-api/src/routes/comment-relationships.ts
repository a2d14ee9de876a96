import { type CommentItem, type Descriptor, operations } from '@assay/contracts';
import { readReport } from '@assay/scans';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { commentId } from '../comments/comment-id.ts';
import { findComment } from '../comments/find-comment.ts';
import { fileObject } from '../files/file-object.ts';
import { noSuchRelationship } from '../relationships/file-relations.ts';
import { toOne } from '../relationships/to-one.ts';
import type { ReportApp } from '../report-app.ts';

/** `GET /comments/{id}/{author|item}` and `GET /comments/{id}/relationships/{author|item}`. */
export function commentRelationshipsRoutes(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.relatedToComment, async ({ caller, params, query, origin }) => {
    const api = `${origin}/api/v3`;
    const { comment, file } = await findComment(report.table, caller, params.id, query.owner);
    const { type, id } = named(comment, params.relationship);
    if (type === 'user') return { data: { type, id, links: { self: `${api}/users/${id}` }, attributes: {} } };
    const found = await readReport(report.scans, file.UserID, file.FileID);
    const { attributes, exclude_attributes } = query;
    return { data: fileObject(file, found, { api, reader: caller.userId, attributes, exclude_attributes }) };
  });

  addOperation(app, report.gate, operations.namedByComment, async ({ caller, params, query, origin }) => {
    const { comment } = await findComment(report.table, caller, params.id, query.owner);
    const self = `${origin}/api/v3/comments/${commentId(comment.SHA256, comment.CommentID)}`;
    return toOne(self, params.relationship, named(comment, params.relationship));
  });
}

function named(comment: CommentItem, relationship: string): Descriptor {
  if (relationship === 'author') return { type: 'user', id: comment.Author };
  if (relationship === 'item') return { type: 'file', id: comment.SHA256 };
  throw noSuchRelationship(relationship);
}
