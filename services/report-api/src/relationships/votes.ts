import type { VoteItem } from '@assay/contracts';
import { getVote, listVotes } from '@assay/table';
import { collectPage } from '../collect-page.ts';
import { voteResource } from '../votes/vote-resource.ts';
import type { Related, Relation, RelationScope } from './relation.ts';

export const votes: Relation = async ({ table }, { file, api, choice }, { limit, after }) => {
  const read = (page: { limit: number; after: string | undefined }) => listVotes(table, file.UserID, file.FileID, page);
  const page = await collectPage(read, (item) => item.Voter, limit, after);
  const { Harmless, Malicious } = file.Votes;
  return { items: page.items.map((item) => related(item, api, choice)), next: page.next, count: Harmless + Malicious };
};

/** The caller's own vote. */
export const userVotes: Relation = async ({ table }, { file, caller, api, choice }) => {
  const vote = await getVote(table, file.UserID, file.FileID, caller.userName);
  const items = vote === null ? [] : [related(vote, api, choice)];
  return { items, next: null, count: items.length };
};

function related(vote: VoteItem, api: string, choice: RelationScope['choice']): Related {
  const resource = voteResource(vote, api, choice);
  return { type: resource.type, id: resource.id, read: () => resource };
}
