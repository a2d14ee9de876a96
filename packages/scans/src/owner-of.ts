import type { FileItem } from '@assay/contracts';

/** The name of the user whose file it is; its object is named after them, and a user name holds no colon. */
export function ownerOf(file: Pick<FileItem, 'ObjectKey'>): string {
  return file.ObjectKey.slice(0, Math.max(0, file.ObjectKey.indexOf(':')));
}
