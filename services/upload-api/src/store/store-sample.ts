import type { SampleStore } from '@assay/samples';
import { fileBeforeUpload } from '@assay/scans';
import { reserveName, type Table } from '@assay/table';
import type { ReceivedSample } from '../receive/receive-file.ts';
import type { UploadSteps } from '../upload-steps.ts';

export interface Owner {
  readonly userName: string;
  readonly userId: string;
}

export interface StoredSample {
  readonly objectKey: string;
  /** False when this user's live file already had its bytes there, and nothing was written. */
  readonly written: boolean;
  /** For `submit`: what was left of an earlier file before the bytes were stored. */
  readonly seen: string | null;
}

/**
 * Makes the received bytes the object of this user's file, unless they are that already. The name is reserved in the
 * table before any byte has it, so two files with one MD5 never share an object.
 */
export async function storeSample(
  { samples, table, now }: { samples: Pick<SampleStore, 'size'>; table: Table; now(): Date },
  owner: Owner,
  sample: ReceivedSample,
  steps: UploadSteps,
): Promise<StoredSample> {
  const { md5, sha256, size } = sample;
  const { file, seen } = await steps.run('record', () => fileBeforeUpload({ table }, { userId: owner.userId, sha256 }));
  if (file !== null && (await steps.run('store', () => samples.size(file.ObjectKey))) === size) {
    return { objectKey: file.ObjectKey, written: false, seen };
  }
  const objectKey =
    file?.ObjectKey ??
    (await steps.run('record', () => reserveName(table, owner.userId, owner.userName, md5, sha256, now())));
  await steps.run('store', () => sample.storeAt(objectKey));
  return { objectKey, written: true, seen };
}
