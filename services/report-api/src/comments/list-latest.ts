import type { CommentItem } from '@assay/contracts';
import { type CommentPlace, commentPlace, getFile, latestComments, type Table } from '@assay/table';

/** Most comments looked at for one page; with a tag that few have, a page may then be short and still lead on. */
const MAX_LOOKED_AT = 500;
const READ_AT_ONCE = 100;

/**
 * The newest comments on a user's files, only those with this tag when one is given. A page may be short, even empty,
 * without being the last: `next` is null only when there is nothing more.
 */
export async function listLatest(
  table: Table,
  uid: string,
  tag: string | null,
  limit: number,
  after: CommentPlace | undefined,
): Promise<{ items: CommentItem[]; next: CommentPlace | null }> {
  const live = liveFiles(table, uid);
  const items: CommentItem[] = [];
  let place = after;
  for (let looked = 0; looked < MAX_LOOKED_AT; looked += READ_AT_ONCE) {
    const page = await latestComments(table, uid, { limit: READ_AT_ONCE, after: place });
    for (const [at, comment] of page.items.entries()) {
      if (tag !== null && !comment.Tags.includes(tag)) continue;
      if (!(await live(comment.SHA256))) continue;
      items.push(comment);
      const last = at === page.items.length - 1 && page.next === null;
      if (items.length === limit) return { items, next: last ? null : commentPlace(comment) };
    }
    if (page.next === null) return { items, next: null };
    place = page.next;
  }
  return { items, next: place ?? null };
}

/** Nothing is readable except through a live file; each is looked up once. */
function liveFiles(table: Table, uid: string): (sha256: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return (sha256) => {
    const live = known.get(sha256) ?? getFile(table, uid, sha256).then((file) => file !== null);
    known.set(sha256, live);
    return live;
  };
}
