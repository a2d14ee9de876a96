/** What a comment's id says: on which file it is, and which of that file's comments. */
export interface CommentPlace {
  readonly sha256: string;
  readonly commentId: string;
}

/** VirusTotal's id of a comment on a file. */
export function commentId(sha256: string, id: string): string {
  return `f-${sha256}-${id}`;
}

/** The two halves of such an id in any case, or null when it is none. */
export function parseCommentId(id: string): CommentPlace | null {
  const [, sha256, last] = /^f-([0-9a-f]{64})-([0-9a-f]{8})$/i.exec(id) ?? [];
  return sha256 === undefined || last === undefined
    ? null
    : { sha256: sha256.toLowerCase(), commentId: last.toLowerCase() };
}
