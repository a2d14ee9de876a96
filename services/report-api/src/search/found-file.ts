import type { FileItem, FoundFile } from '@assay/contracts';
import { ownerOf } from '@assay/scans';
import { fileBrief } from '../files/file-brief.ts';

/** A file as searches and look-ups answer it. */
export function foundFile(file: FileItem): FoundFile {
  return { ...fileBrief(file), owner: ownerOf(file) };
}
