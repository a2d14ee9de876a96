import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { relatedObject, relatedTo } from '../relationships/related-object.ts';
import { toOne } from '../relationships/to-one.ts';
import type { ReportApp } from '../report-app.ts';
import { findVote } from '../votes/find-vote.ts';
import { voteId, voteRelations } from '../votes/vote-resource.ts';

/** `GET /votes/{id}/{item|voter}` and `GET /votes/{id}/relationships/{item|voter}`. */
export function voteRelationshipsRoutes(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.relatedToVote, async ({ caller, params, query, origin }) => {
    const { vote, file } = await findVote(report.table, caller, params.id, query.owner);
    const named = relatedTo(voteRelations(vote), params.relationship);
    const scope = { file, caller, api: `${origin}/api/v3`, choice: query };
    return { data: await relatedObject(report, named, scope) };
  });

  addOperation(app, report.gate, operations.namedByVote, async ({ caller, params, query, origin }) => {
    const { vote } = await findVote(report.table, caller, params.id, query.owner);
    const self = `${origin}/api/v3/votes/${voteId(vote)}`;
    return toOne(self, params.relationship, relatedTo(voteRelations(vote), params.relationship));
  });
}
