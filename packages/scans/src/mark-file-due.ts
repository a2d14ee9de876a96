import type { FileItem } from '@assay/contracts';
import { dueShard } from '@assay/table';

type File = Omit<FileItem, 'Version'>;

/**
 * The file with its place in `Due` set to now, because what search shows of it has changed. Whoever changes names, tags,
 * verdict or counts of a file does it inside the same write, so that no change can miss the index.
 */
export function markFileDue<F extends File>(file: F, now: Date): F {
  return { ...file, DueAt: now.toISOString(), DueShard: dueShard(String(Number.parseInt(file.FileID.slice(-4), 16))) };
}
