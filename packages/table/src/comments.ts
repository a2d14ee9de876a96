import { CommentItem } from '@assay/contracts';
import { type Change, changeItem } from './change-item.ts';
import { countUnder } from './count.ts';
import { ABSENT, deleteItem, getItem, putItem, queryPage, under } from './item.ts';
import { commentKey, commentPrefix } from './keys.ts';
import type { Table } from './table.ts';

/** `Kind` of the comments on the files of a user, whoever wrote them. */
export const commentKind = (uid: string): string => `comment#${uid}`;

/** Writes a new comment; false when the file has one with this id. */
export function putComment(table: Table, comment: CommentItem): Promise<boolean> {
  return putItem(table, comment, ABSENT);
}

/** The comment, read consistently, or null. `uid` is of whose file it is. */
export function getComment(table: Table, uid: string, sha256: string, commentId: string): Promise<CommentItem | null> {
  return getItem(table, CommentItem, commentKey(uid, sha256, commentId));
}

/** Changes the comment optimistically; see `changeItem`. */
export function changeComment(
  table: Table,
  uid: string,
  sha256: string,
  commentId: string,
  change: Change<CommentItem>,
): Promise<CommentItem | null> {
  return changeItem(table, CommentItem, commentKey(uid, sha256, commentId), change);
}

/** Removes the comment; fine when it is gone. */
export async function deleteComment(table: Table, uid: string, sha256: string, commentId: string): Promise<void> {
  await deleteItem(table, commentKey(uid, sha256, commentId));
}

/** The comments on a file, newest first. `after` is the id with which the page before ended. */
export async function listComments(
  table: Table,
  uid: string,
  sha256: string,
  page: { limit: number; after?: string | undefined },
): Promise<{ items: CommentItem[]; next: string | null }> {
  const { items, last } = await queryPage(table, CommentItem, {
    ...under(uid, commentPrefix(sha256)),
    ScanIndexForward: false,
    ConsistentRead: true,
    Limit: page.limit,
    ...(page.after === undefined ? {} : { ExclusiveStartKey: commentKey(uid, sha256, page.after) }),
  });
  return { items, next: last === null ? null : String(last.FileID).slice(-8) };
}

/** How many comments a file has; null when they are too many to count at once. */
export function countComments(table: Table, uid: string, sha256: string): Promise<number | null> {
  return countUnder(table, uid, commentPrefix(sha256));
}

/** Where a page of the latest comments ended. */
export interface CommentPlace {
  readonly sortAt: string;
  readonly sha256: string;
  readonly commentId: string;
}

/**
 * The comments on all files of a user, newest first, from an index that lags a little behind the table. With a tag only
 * those that have it: `limit` is then how many are looked at, and a page may be empty without being the last.
 */
export async function latestComments(
  table: Table,
  uid: string,
  page: { limit: number; after?: CommentPlace | undefined; tag?: string | null },
): Promise<{ items: CommentItem[]; next: CommentPlace | null }> {
  const { after, tag = null } = page;
  const { items, last } = await queryPage(table, CommentItem, {
    IndexName: 'ByKind',
    KeyConditionExpression: 'Kind = :kind',
    ExpressionAttributeValues: { ':kind': commentKind(uid), ...(tag === null ? {} : { ':tag': tag }) },
    ...(tag === null
      ? {}
      : { FilterExpression: 'contains(#tags, :tag)', ExpressionAttributeNames: { '#tags': 'Tags' } }),
    ScanIndexForward: false,
    Limit: page.limit,
    ...(after === undefined
      ? {}
      : {
          ExclusiveStartKey: {
            ...commentKey(uid, after.sha256, after.commentId),
            Kind: commentKind(uid),
            SortAt: after.sortAt,
          },
        }),
  });
  return { items, next: last === null ? null : placeOf(last) };
}

/** Of the key with which a page of the index ended. */
function placeOf({ FileID, SortAt }: Record<string, unknown>): CommentPlace {
  const id = String(FileID);
  return { sortAt: String(SortAt), sha256: id.slice(0, 64), commentId: id.slice(-8) };
}

export function commentPlace(comment: CommentItem): CommentPlace {
  return { sortAt: comment.SortAt, sha256: comment.SHA256, commentId: comment.CommentID };
}
