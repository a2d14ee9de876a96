import { AssayError, type FileItem } from '@assay/contracts';
import type { Hit, Place, SearchReader, SearchRequest } from '@assay/search';
import type { StillAsked } from '@assay/service-kit';
import type { Reader } from '../files/find-file.ts';
import type { ReportApp } from '../report-app.ts';
import { firstOfEach } from './first-of-each.ts';
import { readAllHits } from './read-hits.ts';

/** Hits looked at when those before them were all gone. */
const READ_ON = 100;
/** Of them, how many are looked at for one page. */
const MOST_LOOKED_AT = 2_000;

export interface LiveHits {
  readonly found: readonly { readonly hit: Hit; readonly file: FileItem }[];
  /** There may be more behind it; null at the end. */
  readonly next: Place | null;
  /** More files may be alike to what the query names than were compared or kept. */
  readonly alikeCut: boolean;
}

export interface LiveRequest extends SearchRequest {
  /** Each SHA-256 once on a page, whoever has it: the first in the order stays. */
  readonly once: boolean;
  readonly stillAsked: StillAsked;
}

/**
 * A page of hits that are really there. It may be short, but is empty only at the end, because VirusTotal's clients take
 * an empty page for the end or fail at it: past hits that are gone it reads on. Throws `transient` when there are so many
 * of them that the index must be far behind, like everything of the index besides.
 */
export async function liveHits(
  report: Pick<ReportApp, 'table'>,
  index: SearchReader,
  reader: Reader,
  { once, stillAsked, ...request }: LiveRequest,
): Promise<LiveHits> {
  let after = request.after;
  let limit = request.limit;
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += limit) {
    stillAsked();
    if (looked > 0) limit = Math.max(request.limit, READ_ON);
    const page = await index.query({ ...request, limit, after });
    const live = await readAllHits(report, reader, page.hits);
    const all = once ? firstOfEach(live, ({ hit }) => hit.sha256) : live;
    const found = all.slice(0, request.limit);
    const last = found.at(-1);
    const next = found.length < all.length && last !== undefined ? last.hit.place : page.next;
    if (last !== undefined || page.next === null) return { found, next, alikeCut: page.alikeCut };
    after = page.next;
  }
  throw new AssayError('transient', 'The search index still names many files that were deleted; try again shortly.');
}
