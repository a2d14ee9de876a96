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

export interface SimilarRanking {
  readonly hits: readonly SimilarHit[];
  readonly alikeCut: boolean;
}

/**
 * What the index names as like this file by imphash, ssdeep and TLSH, most alike first and without the file itself: among
 * the caller's own, for analysts among everybody's. At most `most` (1 to 999). Throws `no-search` without an index.
 */
export async function rankSimilar(
  report: ReportApp,
  caller: Caller,
  file: FileItem,
  most: number,
): Promise<SimilarRanking> {
  const index = indexOf(report);
  const { imphash, ssdeep, tlsh } = searchDocument(file, await readReport(report.scans, file.UserID, file.FileID));
  if (imphash === null && ssdeep === null && tlsh === null) return { hits: [], alikeCut: false };
  const owner = readsAll(caller) ? null : caller.userId;
  const likeness = { imphash, ssdeep, tlsh };
  // One more, because the file is alike to itself.
  const { hits, cut } = await index.similar({ likeness, owner, asker: caller.userId, limit: most + 1 });
  const others = hits.filter(({ userId, sha256 }) => userId !== file.UserID || sha256 !== file.FileID);
  return { hits: others.slice(0, most), alikeCut: cut };
}

/** Those of them that are there. At most `limit` (1 to 999). */
export async function similarFiles(
  report: ReportApp,
  caller: Caller,
  file: FileItem,
  limit: number,
): Promise<SimilarFilesFound> {
  const { hits, alikeCut } = await rankSimilar(report, caller, file, limit);
  return { found: await readAllHits(report, caller, hits), alikeCut };
}
