import type { SampleStore } from '@assay/samples';
import { getFile, holderOfName, type Table } from '@assay/table';
import type { ReceivedSample } from '../receive/receive-file.ts';

export interface Withdrawal {
  readonly userId: string;
  readonly sha256: string;
  readonly objectKey: string;
}

/**
 * Removes an object that was stored for an upload which then could not be recorded, unless a live file owns it: the
 * same file may have been uploaded twice at once, and the other upload accepted. Throws when store or table do not
 * answer; then it is not known whose the object is, and it stays.
 *
 * Uploads of one file take turns within a process. Another process can record the file between our look and our
 * deletion, so we look again, and put back what we still hold.
 */
export async function withdrawSample(
  { samples, table }: { samples: Pick<SampleStore, 'delete'>; table: Table },
  { userId, sha256, objectKey }: Withdrawal,
  sample: Pick<ReceivedSample, 'held' | 'storeAt'> | null,
): Promise<'removed' | 'owned'> {
  if ((await getFile(table, userId, sha256)) !== null) return 'owned';
  // The file was deleted in the meantime, and another one of the same MD5 has got the name.
  const holder = await holderOfName(table, userId, objectKey);
  if (holder !== null && holder !== sha256) return 'owned';
  await samples.delete(objectKey);
  if ((await getFile(table, userId, sha256)) === null) return 'removed';
  if (sample?.held !== true) throw new Error('a file was recorded while its object was withdrawn');
  await sample.storeAt(objectKey);
  return 'owned';
}
