import { AssayError, type FileItem } from '@assay/contracts';
import { readFileItem } from '@assay/table';
import type { FileRef, Scans } from './scans.ts';

/** What an upload finds of its file before it stores a byte. */
export interface FileBeforeUpload {
  /** The live file, or null when there is none. */
  readonly file: FileItem | null;
  /** Told to `submit`: what is left of an earlier, deleted file, so that the upload is not taken for older than it. */
  readonly seen: string | null;
}

/** Looks at the file before its bytes are stored. Throws `transient` while it is being deleted. */
export async function fileBeforeUpload(
  scans: Pick<Scans, 'table'>,
  { userId, sha256 }: FileRef,
): Promise<FileBeforeUpload> {
  const file = await readFileItem(scans.table, userId, sha256);
  if (file?.State === 'live') return { file, seen: null };
  if (file !== null && file.NewestScan === null) throw beingDeleted();
  return { file: null, seen: file?.NewestScan ?? null };
}

export function beingDeleted(): AssayError {
  return new AssayError('transient', 'The file is being deleted; try again.', { retryAfterS: 5 });
}
