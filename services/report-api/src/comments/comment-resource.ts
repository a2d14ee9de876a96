import type { Comment, CommentItem, CommentVotes, operations } from '@assay/contracts';
import { chooseAttributes } from '../files/choose-attributes.ts';
import { epoch } from '../files/epoch.ts';
import { embeddedToOne, type ToOne } from '../relationships/to-one.ts';
import { commentId } from './comment-id.ts';
import { htmlOf } from './comment-text.ts';

/** VirusTotal's comment. `api` is `<origin>/api/v3`. */
export function commentResource(
  comment: CommentItem,
  api: string,
  choice: operations.AttributeChoice & operations.RelationshipChoice = {},
): Comment {
  const id = commentId(comment.SHA256, comment.CommentID);
  const self = `${api}/comments/${id}`;
  const attributes = {
    date: epoch(comment.CreatedAt),
    text: comment.Text,
    html: htmlOf(comment.Text),
    tags: comment.Tags,
    votes: commentVotes(comment),
  };
  return {
    type: 'comment',
    id,
    links: { self },
    attributes: chooseAttributes(attributes, choice),
    ...embeddedToOne(self, commentRelations(comment), choice.relationships),
  };
}

export function commentRelations(comment: Pick<CommentItem, 'Author' | 'SHA256'>): ToOne<'author' | 'item'> {
  return { author: { type: 'user', id: comment.Author }, item: { type: 'file', id: comment.SHA256 } };
}

/** How many users voted how on a comment. */
export function commentVotes(comment: Pick<CommentItem, 'Votes'>): CommentVotes {
  const votes = { positive: 0, negative: 0, abuse: 0 };
  for (const vote of Object.values(comment.Votes)) votes[vote] += 1;
  return votes;
}
