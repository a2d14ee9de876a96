import type { AuditItem } from '@assay/contracts';
import { appendAudit, changeFile, getFile } from '@assay/table';
import { fileShard } from './mark-file-due.ts';
import { ownerOf } from './owner-of.ts';
import type { FileRef, Scans } from './scans.ts';

/** By whose hand a file is deleted. */
export type DeletedBy = Pick<AuditItem, 'Actor' | 'ActorToken' | 'Address'> & {
  /** `file.delete` by a person, `file.expire` because its time is over. */
  readonly Action: 'file.delete' | 'file.expire';
};

/**
 * Begins the deletion of a file: from this write on nobody can read it, and `Due` carries on until everything is gone.
 * False when there is no live file. Noted in the audit trail before, so that no deletion is without a note.
 */
export async function beginDeletion(
  scans: Pick<Scans, 'table' | 'now'>,
  { userId, sha256 }: FileRef,
  by: DeletedBy,
): Promise<boolean> {
  const file = await getFile(scans.table, userId, sha256);
  if (file === null) return false;
  const Subject = `${ownerOf(file)}/${sha256}`;
  await appendAudit(scans.table, { ...by, Subject, Outcome: 'done' }, scans.now());
  return markDeleting(scans, { userId, sha256 });
}

/** The same without a note, for a user's deletion, which has one of its own. */
export async function markDeleting(scans: Pick<Scans, 'table' | 'now'>, { userId, sha256 }: FileRef): Promise<boolean> {
  let began = false;
  await changeFile(scans.table, userId, sha256, (file) => {
    if (file?.State !== 'live') return null;
    began = true;
    return { ...file, State: 'deleting', DueAt: scans.now().toISOString(), DueShard: fileShard(sha256) };
  });
  return began;
}
