import type { FileItem } from '@assay/contracts';
import { fileDueShard, putTombstone } from '@assay/table';
import { after } from './due-at.ts';
import type { Scans } from './scans.ts';

/** A file that this process alone deletes. */
export interface Hold {
  /** The file item as this process wrote it last. */
  file(): FileItem;
  /**
   * Called before each step: renews the hold while it runs, so that no other process takes the file over and ends the
   * deletion while this one still removes things of it. Throws `HoldLost` when one has.
   */
  keep(): Promise<void>;
}

/** Another process carries on. No fault. */
export class HoldLost extends Error {}

/** Holds a file that was just read in the state `deleting`. */
export function holdFile(scans: Pick<Scans, 'table' | 'limits' | 'now'>, read: FileItem): Hold {
  const { deletionS } = scans.limits;
  let file = read;
  let renewAt = 0;
  return {
    file: () => file,
    async keep() {
      const now = scans.now();
      if (now.getTime() < renewAt) return;
      const next = { ...file, DueAt: after(now, deletionS), DueShard: fileDueShard(file.FileID) };
      if (!(await putTombstone(scans.table, file, next))) throw new HoldLost();
      file = { ...next, Version: file.Version + 1 };
      renewAt = now.getTime() + (deletionS * 1000) / 3;
    },
  };
}
