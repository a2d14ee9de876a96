import type { Caller } from '@assay/auth';
import type { FileItem } from '@assay/contracts';
import { readReport, searchDocument } from '@assay/scans';
import type { SimilarHit } from '@assay/search';
import { readsAll } from '../files/find-file.ts';
import type { ReportApp } from '../report-app.ts';
import { readAllHits } from './read-hits.ts';
import { indexOf } from './read-query.ts';

export interface SimilarFilesFound {
  readonly found: readonly { readonly hit: SimilarHit; readonly file: FileItem }[];
  /** More may be alike than were compared or kept. */
  readonly alikeCut: boolean;
}

/**
 * The files that are like this one by imphash, ssdeep and TLSH, most alike first: among the caller's own, for analysts
 * among everybody's. At most `limit` (1 to 1,000). Throws `no-search` without an index.
 */
export async function similarFiles(
  report: ReportApp,
  caller: Caller,
  file: FileItem,
  limit: number,
): Promise<SimilarFilesFound> {
  const index = indexOf(report);
  const { imphash, ssdeep, tlsh } = searchDocument(file, await readReport(report.scans, file.UserID, file.FileID));
  if (imphash === null && ssdeep === null && tlsh === null) return { found: [], alikeCut: false };
  const owner = readsAll(caller) ? null : caller.userId;
  // One more, because the file is alike to itself.
  const most = Math.min(limit + 1, 1_000);
  const likeness = { imphash, ssdeep, tlsh };
  const { hits, cut } = await index.similar({ likeness, owner, asker: caller.userId, limit: most });
  const others = hits.filter(({ userId, sha256 }) => userId !== file.UserID || sha256 !== file.FileID);
  return { found: await readAllHits(report, caller, others.slice(0, limit)), alikeCut: cut };
}
