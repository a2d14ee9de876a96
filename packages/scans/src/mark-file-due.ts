import type { FileItem } from '@assay/contracts';
import { fileDueShard } from '@assay/table';

type File = Omit<FileItem, 'Version'>;

/**
 * The file with its place in `Due` set to now, because what search shows of it has changed. Whoever changes names, tags,
 * verdict or counts of a file does it inside the same write, so that no change can miss the index.
 */
export function markFileDue<F extends File>(file: F, now: Date): F {
  return dueBy(file, now.toISOString());
}

/** The file with a place in `Due` not later than this moment. */
export function dueBy<F extends File>(file: F, at: string): F {
  const DueAt = file.DueAt !== undefined && file.DueAt < at ? file.DueAt : at;
  return { ...file, DueAt, DueShard: fileDueShard(file.FileID) };
}
