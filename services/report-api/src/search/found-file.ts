import type { FileItem, FoundFile } from '@assay/contracts';
import { fileBrief } from '../files/file-brief.ts';
import { ownerOf } from '../files/find-file.ts';

/** A file as searches and look-ups answer it. */
export function foundFile(file: FileItem): FoundFile {
  return { ...fileBrief(file), owner: ownerOf(file) };
}
