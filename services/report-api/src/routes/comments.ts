import { AssayError, operations } from '@assay/contracts';
import { ownerOf } from '@assay/scans';
import { addOperation, requestUrl, stillAsked } from '@assay/service-kit';
import { appendAudit, changeComment, deleteComment } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { commentResource, commentVotes } from '../comments/comment-resource.ts';
import { findComment, noSuchComment } from '../comments/find-comment.ts';
import { listLatest } from '../comments/list-latest.ts';

import { partitionOf } from '../files/partition-of.ts';
import { pageEnvelope } from '../page-links.ts';
import type { ReportApp } from '../report-app.ts';

const Place = z.object({ sortAt: z.string(), sha256: z.string(), commentId: z.string() });

/** `GET /comments`, `GET` and `DELETE /comments/{id}` and `POST /comments/{id}/vote`. */
export function commentsRoutes(app: FastifyInstance, report: ReportApp): void {
  const { gate, table } = report;

  addOperation(app, gate, operations.latestComments, async ({ caller, query, origin, request }) => {
    const uid = partitionOf(caller, query.owner);
    const tag = query.filter?.replace(/^tag:#?/, '').toLowerCase() ?? null;
    const bound = { route: 'comments', query: { of: uid, tag }, userId: caller.userId };
    const after = query.cursor === undefined ? undefined : Place.parse(report.cursors.open(bound, query.cursor));
    const { items, next } = await listLatest(table, uid, tag, {
      limit: query.limit,
      after,
      stillAsked: stillAsked(request),
    });
    const cursor = next === null ? null : report.cursors.sign(bound, next);
    const data = items.map((comment) => commentResource(comment, `${origin}/api/v3`, query));
    return { data, ...pageEnvelope(requestUrl(origin, request), cursor) };
  });

  addOperation(app, gate, operations.getComment, async ({ caller, params, query, origin }) => {
    const { comment } = await findComment(table, caller, params.id, query.owner);
    return { data: commentResource(comment, `${origin}/api/v3`, query) };
  });

  addOperation(app, gate, operations.deleteComment, async ({ caller, params, query, request }) => {
    const { comment, file } = await findComment(table, caller, params.id, query.owner);
    const own = comment.Author === caller.userName;
    if (!own && caller.accessLevel !== 'admin') throw new AssayError('forbidden');
    await deleteComment(table, file.UserID, file.FileID, comment.CommentID);
    if (!own) {
      const entry = {
        Action: 'comment.delete',
        Actor: caller.userName,
        ActorToken: caller.token,
        Subject: `${ownerOf(file)}/${file.FileID}`,
        Address: request.ip,
        Outcome: 'done' as const,
        Details: { author: comment.Author, comment: comment.CommentID },
      };
      await appendAudit(table, entry, report.now());
    }
    return {};
  });

  addOperation(app, gate, operations.voteComment, async ({ caller, params, query, body }) => {
    const { comment, file } = await findComment(table, caller, params.id, query.owner);
    const changed = await changeComment(table, file.UserID, file.FileID, comment.CommentID, (current) =>
      current === null || current.Votes[caller.userName] === body.data
        ? null
        : { ...current, Votes: { ...current.Votes, [caller.userName]: body.data } },
    );
    if (changed === null) throw noSuchComment(params.id);
    return { data: commentVotes(changed) };
  });
}
