import { setTimeout as delay } from 'node:timers/promises';
import { AssayError, type CommentItem, type FileItem } from '@assay/contracts';
import { commentKey, commentKind, deleteComment, getFile, listComments, putComment, type Table } from '@assay/table';
import { noSuchFile } from '../files/file-hash.ts';
import { tagsInText } from './comment-text.ts';

const TRIES = 24;
/** Of Unix seconds in eight hexadecimal digits. */
const LAST_SECOND = 0xffffffff;

/**
 * Writes a comment on a file. Its id is the second in which it was written, or the one after the newest comment's, so
 * that the ids of a file's comments are in their order. Throws not-found when the file is deleted meanwhile.
 */
export async function addComment(
  table: Table,
  file: FileItem,
  author: string,
  text: string,
  now: Date,
): Promise<CommentItem> {
  const { UserID: uid, FileID: sha256 } = file;
  let second = Math.floor(now.getTime() / 1000);
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const comment = commentItem(file, author, text, second, now);
    if (await putComment(table, comment)) {
      // The deletion of the file may have passed by this place already; then nobody else would remove it.
      if ((await getFile(table, uid, sha256)) !== null) return comment;
      await deleteComment(table, uid, sha256, comment.CommentID);
      throw noSuchFile(sha256);
    }
    const { items } = await listComments(table, uid, sha256, { limit: 1 });
    second = Math.max(second, Number.parseInt(items[0]?.CommentID ?? '0', 16)) + 1;
    if (second > LAST_SECOND) break;
    await delay(Math.random() * 2 ** Math.min(attempt, 6));
  }
  throw new AssayError('busy', 'Too many comments at once; try again shortly.', { retryAfterS: 1 });
}

function commentItem(file: FileItem, author: string, text: string, second: number, now: Date): CommentItem {
  const CommentID = second.toString(16).padStart(8, '0');
  const CreatedAt = now.toISOString();
  return {
    ...commentKey(file.UserID, file.FileID, CommentID),
    Kind: commentKind(file.UserID),
    SortAt: `${CreatedAt}#${file.FileID}#${CommentID}`,
    CommentID,
    SHA256: file.FileID,
    Author: author,
    Text: text,
    Tags: tagsInText(text),
    CreatedAt,
    Votes: {},
    Version: 1,
  };
}
