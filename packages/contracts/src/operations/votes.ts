import { z } from 'zod';
import { NewVote, VoteList, VoteObject } from '../community-http.ts';
import { NamedObject, Resource } from '../http.ts';
import { operation } from '../operation.ts';
import { Page } from '../page.ts';
import { VOTE_RELATIONSHIPS } from '../relationships.ts';
import { FileParams } from './params.ts';
import { AttributeChoice, OwnerChoice, relationshipChoice } from './selection.ts';

const votes = { under: ['v1', 'v3'], service: 'report-api', tag: 'Votes', errors: ['not-found'] } as const;

const Related = relationshipChoice(VOTE_RELATIONSHIPS);
const VoteParams = z.object({ id: z.string().describe('`f-<sha256>-<user name>`.') });

export const listVotes = operation({
  ...votes,
  id: 'listVotes',
  method: 'GET',
  path: '/files/{id}/votes',
  summary: 'The votes on a file',
  params: FileParams,
  query: Page.extend({ ...AttributeChoice.shape, ...Related.shape, ...OwnerChoice.shape }),
  answer: { description: 'A page of votes.', schema: VoteList },
});

export const addVote = operation({
  ...votes,
  id: 'addVote',
  method: 'POST',
  path: '/files/{id}/votes',
  summary: 'Vote on a file, once',
  description:
    'Whoever may read the file may vote. `reputation` is the number of harmless votes less that of malicious ones.',
  params: FileParams,
  query: OwnerChoice,
  body: { schema: NewVote, example: { data: { type: 'vote', attributes: { verdict: 'malicious' } } } },
  answer: { description: 'The vote.', schema: VoteObject },
  errors: ['not-found', 'already-exists'],
});

export const getVote = operation({
  ...votes,
  id: 'getVote',
  method: 'GET',
  path: '/votes/{id}',
  summary: 'A vote',
  params: VoteParams,
  query: AttributeChoice.extend({ ...Related.shape, ...OwnerChoice.shape }),
  answer: { description: 'The vote.', schema: VoteObject },
});

const RelatedParams = VoteParams.extend({ relationship: z.string().describe('`item` or `voter`.') });

export const relatedToVote = operation({
  ...votes,
  id: 'relatedToVote',
  method: 'GET',
  path: '/votes/{id}/{relationship}',
  summary: 'The file that was voted on, or who voted',
  params: RelatedParams,
  query: AttributeChoice.extend(OwnerChoice.shape),
  answer: { description: 'A file or a user.', schema: z.object({ data: Resource }) },
});

export const namedByVote = operation({
  ...votes,
  id: 'namedByVote',
  method: 'GET',
  path: '/votes/{id}/relationships/{relationship}',
  summary: 'The same, by name alone',
  params: RelatedParams,
  query: OwnerChoice,
  answer: { description: 'Type and id.', schema: NamedObject },
});

export const VOTES = [listVotes, addVote, getVote, relatedToVote, namedByVote];
