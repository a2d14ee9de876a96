import { listDueFiles } from '@assay/table';
import { attendDue } from './attend-due.ts';
import { driveFile, type FileScans } from './drive-file.ts';

/**
 * One pass over the files that are due: to be deleted, told of, or indexed. Apart from everything else in `Due`, because
 * for the last the search index is needed, and while it is away or slow scans must go on. `search` should be bounded by
 * `boundedSearch`, so that files which wait for an index that hangs do not hold up deletions. Answers how many were due; a
 * fault of one costs the others nothing; throws only when `Due` itself cannot be read.
 */
export async function sweepFiles(scans: FileScans, limit = 200): Promise<number> {
  const due = await listDueFiles(scans.table, scans.now(), limit);
  return attendDue(scans, due, scans.limits.fileLeaseS, ({ UserID, FileID }) =>
    driveFile(scans, { userId: UserID, sha256: FileID }),
  );
}
