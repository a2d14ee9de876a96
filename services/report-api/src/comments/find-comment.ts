import { AssayError, type CommentItem, type FileItem } from '@assay/contracts';
import { getComment, type Table } from '@assay/table';
import { everyFile, type Reader } from '../files/find-file.ts';
import { parseCommentId } from './comment-id.ts';

/** A comment, and the file that it is on. */
export interface FoundComment {
  readonly comment: CommentItem;
  readonly file: FileItem;
}

/** The comment with this id on a file that the caller may read; see `findFile`. Throws not-found. */
export async function findComment(table: Table, caller: Reader, id: string, owner?: string): Promise<FoundComment> {
  const place = parseCommentId(id);
  if (place !== null) {
    for await (const file of everyFile(table, caller, place.sha256, owner)) {
      const comment = await getComment(table, file.UserID, file.FileID, place.commentId);
      if (comment !== null) return { comment, file };
    }
  }
  throw noSuchComment(id);
}

export function noSuchComment(id: string): AssayError {
  return new AssayError('not-found', `Comment "${id.slice(0, 128)}" not found`);
}
