import type { FileItem } from '@assay/contracts';

/** The tags of a file: those of the engines and, beside them, those that people gave. */
export function tagsOf(file: Pick<FileItem, 'FileMetadata' | 'UserTags'>): string[] {
  return [...new Set([...file.FileMetadata.Tags, ...file.UserTags])];
}
