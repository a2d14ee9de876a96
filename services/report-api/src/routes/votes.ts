import { operations } from '@assay/contracts';
import { addOperation, requestUrl } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { findFile } from '../files/find-file.ts';
import { pageEnvelope } from '../page-links.ts';
import { readRelation, resourcesOf } from '../relationships/read-relation.ts';
import type { ReportApp } from '../report-app.ts';
import { addVote } from '../votes/add-vote.ts';
import { findVote } from '../votes/find-vote.ts';
import { voteResource } from '../votes/vote-resource.ts';

/** `GET` and `POST /files/{id}/votes`, `GET /votes/{id}`. */
export function votesRoutes(app: FastifyInstance, report: ReportApp): void {
  const { gate, table } = report;

  addOperation(app, gate, operations.listVotes, async ({ caller, params, query, origin, request }) => {
    const { file } = await findFile(table, caller, params.id, query.owner);
    const scope = { file, caller, api: `${origin}/api/v3`, choice: query };
    const { items, cursor, count } = await readRelation(report, scope, 'votes', query);
    return { data: await resourcesOf(items), ...pageEnvelope(requestUrl(origin, request), cursor, count) };
  });

  addOperation(app, gate, operations.addVote, async ({ caller, params, query, body, origin }) => {
    const { file } = await findFile(table, caller, params.id, query.owner);
    const { verdict } = body.data.attributes;
    const vote = await addVote(table, file, caller.userName, verdict, report.now());
    return { data: voteResource(vote, `${origin}/api/v3`) };
  });

  addOperation(app, gate, operations.getVote, async ({ caller, params, query, origin }) => {
    const { vote } = await findVote(table, caller, params.id, query.owner);
    return { data: voteResource(vote, `${origin}/api/v3`, query) };
  });
}
