import { z } from 'zod';
import { NewVote, VoteList, VoteObject } from '../community-http.ts';
import { operation } from '../operation.ts';
import { Page } from '../page.ts';
import { FileParams } from './params.ts';
import { AttributeChoice, OwnerChoice } from './selection.ts';

const votes = { under: ['v1', 'v3'], service: 'report-api', tag: 'Votes', errors: ['not-found'] } as const;

export const listVotes = operation({
  ...votes,
  id: 'listVotes',
  method: 'GET',
  path: '/files/{id}/votes',
  summary: 'The votes on a file',
  params: FileParams,
  query: Page.extend({ ...AttributeChoice.shape, ...OwnerChoice.shape }),
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
  params: z.object({ id: z.string().describe('`f-<sha256>-<user name>`.') }),
  query: OwnerChoice,
  answer: { description: 'The vote.', schema: VoteObject },
});

export const VOTES = [listVotes, addVote, getVote];
