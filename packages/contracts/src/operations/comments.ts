import { z } from 'zod';
import { CommentList, CommentObject, CommentVotes, NewComment, NewCommentVote } from '../community-http.ts';
import { NamedObject, Resource } from '../http.ts';
import { operation } from '../operation.ts';
import { Page } from '../page.ts';
import { COMMENT_RELATIONSHIPS } from '../relationships.ts';
import { FileParams } from './params.ts';
import { AttributeChoice, OwnerChoice, relationshipChoice } from './selection.ts';

const comments = { under: ['v1', 'v3'], service: 'report-api', tag: 'Comments', errors: ['not-found'] } as const;

const Related = relationshipChoice(COMMENT_RELATIONSHIPS);
const CommentParams = z.object({
  id: z.string().describe('`f-<sha256>-<8 hex digits>`.').meta({
    example: 'f-8739c76e681f900923b900c9df0ef75cf421d39cabb54650c4b9ad19b6a76d85-6a0c1b2d',
  }),
});
const Filter = z
  .string()
  .max(80)
  .regex(/^tag:#?[\p{L}\p{N}_-]{1,64}$/u, 'must be tag:<word>');

export const listComments = operation({
  ...comments,
  id: 'listComments',
  method: 'GET',
  path: '/files/{id}/comments',
  summary: 'The comments on a file, newest first',
  params: FileParams,
  query: Page.extend({ ...AttributeChoice.shape, ...Related.shape, ...OwnerChoice.shape }),
  answer: { description: 'A page of comments.', schema: CommentList },
});

export const addComment = operation({
  ...comments,
  id: 'addComment',
  method: 'POST',
  path: '/files/{id}/comments',
  summary: 'Comment on a file',
  description: 'Whoever may read the file may comment on it, and reads the comments of the others.',
  params: FileParams,
  query: OwnerChoice,
  body: {
    schema: NewComment,
    example: { data: { type: 'comment', attributes: { text: 'Seen in the mail of accounting. #phishing' } } },
  },
  answer: { description: 'The comment.', schema: CommentObject },
});

export const latestComments = operation({
  ...comments,
  id: 'latestComments',
  method: 'GET',
  path: '/comments',
  summary: 'The latest comments on my files',
  query: Page.extend({
    filter: Filter.optional().describe('`tag:<word>`: only comments with this `#word`.'),
    ...AttributeChoice.shape,
    ...Related.shape,
    owner: OwnerChoice.shape.owner.describe('User name, for analysts: the comments on that user’s files.'),
  }),
  answer: {
    description:
      'A page of comments; with a filter it may be short without being the last. Of a tag that none of some ten thousand comments has, while there are more, the answer is a 400.',
    schema: CommentList,
  },
  errors: ['forbidden'],
});

export const getComment = operation({
  ...comments,
  id: 'getComment',
  method: 'GET',
  path: '/comments/{id}',
  summary: 'A comment',
  params: CommentParams,
  query: AttributeChoice.extend({ ...Related.shape, ...OwnerChoice.shape }),
  answer: { description: 'The comment.', schema: CommentObject },
});

export const deleteComment = operation({
  ...comments,
  id: 'deleteComment',
  method: 'DELETE',
  path: '/comments/{id}',
  summary: 'Delete a comment; only its author and an admin may',
  params: CommentParams,
  query: OwnerChoice,
  answer: { description: 'It is gone.', schema: z.object({}) },
  errors: ['not-found', 'forbidden'],
});

export const voteComment = operation({
  ...comments,
  id: 'voteComment',
  method: 'POST',
  path: '/comments/{id}/vote',
  summary: 'Vote on a comment; a second vote of the same user replaces the first',
  params: CommentParams,
  query: OwnerChoice,
  body: { schema: NewCommentVote, example: { data: 'positive' } },
  answer: { description: 'The votes of all.', schema: z.object({ data: CommentVotes }) },
});

const RelatedParams = CommentParams.extend({ relationship: z.string().describe('`author` or `item`.') });

export const relatedToComment = operation({
  ...comments,
  id: 'relatedToComment',
  method: 'GET',
  path: '/comments/{id}/{relationship}',
  summary: 'Who wrote a comment, or the file that it is on',
  params: RelatedParams,
  query: AttributeChoice.extend(OwnerChoice.shape),
  answer: { description: 'A user or a file.', schema: z.object({ data: Resource }) },
});

export const namedByComment = operation({
  ...comments,
  id: 'namedByComment',
  method: 'GET',
  path: '/comments/{id}/relationships/{relationship}',
  summary: 'The same, by name alone',
  params: RelatedParams,
  query: OwnerChoice,
  answer: { description: 'Type and id.', schema: NamedObject },
});

export const COMMENTS = [
  listComments,
  addComment,
  latestComments,
  getComment,
  deleteComment,
  voteComment,
  relatedToComment,
  namedByComment,
];
