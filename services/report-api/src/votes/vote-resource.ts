import type { operations, Vote, VoteItem } from '@assay/contracts';
import { chooseAttributes } from '../files/choose-attributes.ts';
import { epoch } from '../files/epoch.ts';
import { embeddedToOne, type ToOne } from '../relationships/to-one.ts';

/** VirusTotal's id of a user's vote on a file. */
export function voteId(vote: Pick<VoteItem, 'SHA256' | 'Voter'>): string {
  return `f-${vote.SHA256}-${vote.Voter}`;
}

/** The two halves of such an id, or null when it is none. */
export function parseVoteId(id: string): { sha256: string; voter: string } | null {
  const [, sha256, voter] = /^f-([0-9a-f]{64})-([a-z0-9][a-z0-9._-]{0,63})$/i.exec(id) ?? [];
  return sha256 === undefined || voter === undefined ? null : { sha256: sha256.toLowerCase(), voter };
}

export function voteRelations(vote: Pick<VoteItem, 'SHA256' | 'Voter'>): ToOne<'item' | 'voter'> {
  return { item: { type: 'file', id: vote.SHA256 }, voter: { type: 'user', id: vote.Voter } };
}

/** VirusTotal's vote. `api` is `<origin>/api/v3`. */
export function voteResource(
  vote: VoteItem,
  api: string,
  choice: operations.AttributeChoice & operations.RelationshipChoice = {},
): Vote {
  const id = voteId(vote);
  const self = `${api}/votes/${id}`;
  const attributes = {
    date: epoch(vote.CreatedAt),
    value: vote.Verdict === 'harmless' ? (1 as const) : (-1 as const),
    verdict: vote.Verdict,
  };
  return {
    type: 'vote',
    id,
    links: { self },
    attributes: chooseAttributes(attributes, choice),
    ...embeddedToOne(self, voteRelations(vote), choice.relationships),
  };
}
