import { AssayError } from '@assay/contracts';
import { getFile } from '@assay/table';
import { begin, type SubmitScans, type Submitted } from './begin.ts';
import { expectedEngines } from './expected-engines.ts';
import { recorded } from './step-record.ts';

export interface Rescan {
  /** Whose file it is. */
  readonly user: string;
  readonly userId: string;
  /** Who wants it; whose file it is when absent. */
  readonly who?: string | undefined;
  readonly sha256: string;
  /** Only these engines; absent: all. */
  readonly engines?: readonly string[] | undefined;
  readonly token: string | null;
}

/**
 * Begins a new scan of a stored file in which every engine looks anew. A person's own request stays in the normal
 * lane. Throws `not-found`, `invalid-argument` for an engine that is not enabled, and what `submit` throws.
 */
export async function rescan(scans: SubmitScans, request: Rescan): Promise<Submitted> {
  const file = await recorded(() => getFile(scans.table, request.userId, request.sha256));
  if (file === null) throw new AssayError('not-found', `File "${request.sha256}" not found`);
  const expected = expectedEngines(await recorded(() => scans.catalogue.engines()), request.engines);
  const meta = file.FileMetadata;
  const subject = {
    user: request.user,
    userId: request.userId,
    md5: meta.MD5,
    sha1: meta.SHA1,
    sha256: meta.SHA256,
    size: meta.Size,
    filename: meta.Filename,
    objectKey: file.ObjectKey,
  };
  const began = { By: 'reanalysis' as const, Who: request.who ?? request.user, Token: request.token };
  const subset = request.engines !== undefined;
  return begin(scans, subject, { began, lane: 'normal', fresh: true, subset, expected }, null);
}
