import type { Caller } from '@assay/auth';
import type { FileItem } from '@assay/contracts';
import { readReport, searchDocument } from '@assay/scans';
import type { SimilarHit } from '@assay/search';
import { readsAll } from '../files/find-file.ts';
import type { ReportApp } from '../report-app.ts';
import { readAllHits } from './read-hits.ts';
import { indexOf } from './read-query.ts';

/**
 * The files that are like this one by imphash, ssdeep and TLSH, most alike first: among the caller's own, for analysts
 * among everybody's. At most `limit` (1 to 1,000). Throws `no-search` without an index.
 */
export async function similarFiles(
  report: ReportApp,
  caller: Caller,
  file: FileItem,
  limit: number,
): Promise<{ hit: SimilarHit; file: FileItem }[]> {
  const index = indexOf(report);
  const { imphash, ssdeep, tlsh } = searchDocument(file, await readReport(report.scans, file.UserID, file.FileID));
  if (imphash === null && ssdeep === null && tlsh === null) return [];
  const owner = readsAll(caller) ? null : caller.userId;
  // One more, because the file is alike to itself.
  const hits = await index.similar({ imphash, ssdeep, tlsh }, owner, Math.min(limit + 1, 1_000));
  const others = hits.filter(({ userId, sha256 }) => userId !== file.UserID || sha256 !== file.FileID);
  return readAllHits(report, caller, others.slice(0, limit));
}
