import type { AuditItem, FileItem } from '@assay/contracts';
import { appendAudit, changeFile, fileDueShard, getFile } from '@assay/table';
import { ownerOf } from './owner-of.ts';
import type { FileRef, Scans } from './scans.ts';

/** By whose hand a file is deleted. */
export type DeletedBy = Pick<AuditItem, 'Actor' | 'ActorToken' | 'Address'> & {
  /** `file.delete` by a person, `file.expire` because its time is over. */
  readonly Action: 'file.delete' | 'file.expire';
};

/** Whether a live file, as it is at that moment, is still to be deleted. */
export type Still = (file: FileItem) => boolean;

/**
 * Begins the deletion of a file: from this write on nobody can read it, and `Due` carries on until everything is gone.
 * False when there is no live file, or none that is `still` to be deleted. Noted in the audit trail before, so that no
 * deletion is without a note; a second note says so when it came to nothing.
 */
export async function beginDeletion(
  scans: Pick<Scans, 'table' | 'now'>,
  { userId, sha256 }: FileRef,
  by: DeletedBy,
  still: Still = () => true,
): Promise<boolean> {
  const file = await getFile(scans.table, userId, sha256);
  if (file === null || !still(file)) return false;
  const Subject = `${ownerOf(file)}/${sha256}`;
  await appendAudit(scans.table, { ...by, Subject, Outcome: 'done' }, scans.now());
  const began = await markDeleting(scans, { userId, sha256 }, still);
  if (!began) await appendAudit(scans.table, { ...by, Subject, Outcome: 'refused' }, scans.now());
  return began;
}

/** The same without a note, for a user's deletion, which has one of its own. */
export async function markDeleting(
  scans: Pick<Scans, 'table' | 'now'>,
  { userId, sha256 }: FileRef,
  still: Still = () => true,
): Promise<boolean> {
  let began = false;
  await changeFile(scans.table, userId, sha256, (file) => {
    // By our own write if its acknowledgement was lost: then `began` says so.
    if (file?.State === 'deleting') return null;
    began = file !== null && still(file);
    if (file === null || !began) return null;
    return { ...file, State: 'deleting', DueAt: scans.now().toISOString(), DueShard: fileDueShard(sha256) };
  });
  return began;
}
