import type { Comment, CommentItem, CommentVotes, operations } from '@assay/contracts';
import { chooseAttributes } from '../files/choose-attributes.ts';
import { epoch } from '../files/epoch.ts';
import { toOne } from '../relationships/to-one.ts';
import { commentId } from './comment-id.ts';
import { htmlOf } from './comment-text.ts';

/** What of a comment is answered. */
export interface CommentChoice extends operations.AttributeChoice {
  readonly relationships?: ReadonlySet<string> | undefined;
}

/** VirusTotal's comment. `api` is `<origin>/api/v3`. */
export function commentResource(comment: CommentItem, api: string, choice: CommentChoice = {}): Comment {
  const id = commentId(comment.SHA256, comment.CommentID);
  const self = `${api}/comments/${id}`;
  const attributes = {
    date: epoch(comment.CreatedAt),
    text: comment.Text,
    html: htmlOf(comment.Text),
    tags: comment.Tags,
    votes: commentVotes(comment),
  };
  const related = Object.entries({
    author: toOne(self, 'author', { type: 'user', id: comment.Author }),
    item: toOne(self, 'item', { type: 'file', id: comment.SHA256 }),
  }).filter(([name]) => choice.relationships?.has(name) ?? false);
  return {
    type: 'comment',
    id,
    links: { self },
    attributes: chooseAttributes(attributes, choice),
    ...(related.length === 0 ? {} : { relationships: Object.fromEntries(related) }),
  };
}

/** How many users voted how on a comment. */
export function commentVotes(comment: Pick<CommentItem, 'Votes'>): CommentVotes {
  const votes = { positive: 0, negative: 0, abuse: 0 };
  for (const vote of Object.values(comment.Votes)) votes[vote] += 1;
  return votes;
}
