import { AssayError, type CommentItem } from '@assay/contracts';
import type { StillAsked } from '@assay/service-kit';
import { type CommentPlace, commentPlace, getFile, latestComments, type Table } from '@assay/table';

/** How much is looked at for one page. One read is of a megabyte at most. */
export interface LookBounds {
  readonly readAtOnce: number;
  readonly reads: number;
}

/** Some ten thousand comments, in a second or two. Only those with the tag leave the table. */
const BOUNDS: LookBounds = { readAtOnce: 1_000, reads: 32 };

export interface LatestPage {
  readonly limit: number;
  readonly after: CommentPlace | undefined;
  readonly stillAsked?: StillAsked;
  readonly bounds?: LookBounds;
}

/**
 * The newest comments on a user's files, only those with this tag when one is given. A page is empty only where there is
 * nothing more. When the bound is reached it is short, and `next` leads on; with nothing found by then it is an error:
 * `invalid-argument` for a tag that is too rare, `transient` when all were comments on files that are being deleted.
 */
export async function listLatest(
  table: Table,
  uid: string,
  tag: string | null,
  { limit, after, stillAsked, bounds = BOUNDS }: LatestPage,
): Promise<{ items: CommentItem[]; next: CommentPlace | null }> {
  const live = liveFiles(table, uid);
  const items: CommentItem[] = [];
  // Without a tag nearly all are shown, so that no more are read than are wanted, and one to know whether it is the last.
  let readAtOnce = tag === null ? Math.min(limit + 1, bounds.readAtOnce) : bounds.readAtOnce;
  let place = after;
  for (let read = 0; read < bounds.reads; read += 1) {
    stillAsked?.();
    const page = await latestComments(table, uid, { limit: readAtOnce, after: place, tag });
    for (const [at, comment] of page.items.entries()) {
      if (!(await live(comment.SHA256))) continue;
      items.push(comment);
      const last = at === page.items.length - 1 && page.next === null;
      if (items.length === limit) return { items, next: last ? null : commentPlace(comment) };
    }
    if (page.next === null) return { items, next: null };
    place = page.next;
    readAtOnce = bounds.readAtOnce;
  }
  if (items.length === 0) throw nothingFound(tag);
  return { items, next: place ?? null };
}

/** Clients take an empty page for the end, or fail at it, whatever cursor it has. */
function nothingFound(tag: string | null): AssayError {
  return tag === null
    ? new AssayError('transient', 'The comments on files that are being deleted are still being removed; try again.')
    : new AssayError(
        'invalid-argument',
        `There are more comments without the tag "${tag}" than are looked at at once.`,
      );
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
