import type { NewFile } from '@assay/table';
import { LONGEST_NAME } from './add-name.ts';
import { begin, type SubmitScans, type Submitted } from './begin.ts';
import { expectedEngines } from './expected-engines.ts';
import { recorded } from './step-record.ts';

export type { SubmitScans, Submitted } from './begin.ts';

/** A file whose bytes are durable under `objectKey`. Of its name 1,024 characters are kept. */
export interface Upload extends NewFile {
  readonly user: string;
  readonly token: string | null;
  readonly client: string | null;
  readonly by: 'upload';
  /** What `fileBeforeUpload` answered before the bytes were stored. */
  readonly seen?: string | null | undefined;
  /**
   * Of an upload that its client may repeat: made by `newScanId` at its first attempt. However many attempts record it,
   * at once or after a crash, it counts once and all get the same scan.
   */
  readonly submissionId?: string | undefined;
}

/**
 * Records an upload and begins its scan, or joins an open one that covers the same engines; counts it once.
 * When only the publication fails the upload is accepted and `warnings` says so.
 * Throws `no-engines` when nothing could be scanned, `transient` when the table does not answer or the file is being
 * deleted; then nothing was accepted, or the scan goes on although the caller does not know of it.
 */
export async function submit(scans: SubmitScans, upload: Upload): Promise<Submitted> {
  const expected = expectedEngines(await recorded(() => scans.catalogue.engines()));
  const lane = (await recorded(() => scans.share.exceeded(upload.userId))) ? 'bulk' : 'normal';
  const filename = upload.filename.slice(0, LONGEST_NAME).toWellFormed();
  const began = { By: upload.by, Who: upload.user, Token: upload.token };
  return begin(
    scans,
    { ...upload, filename },
    { began, lane, fresh: false, subset: false, expected },
    { client: upload.client?.slice(0, 256).toWellFormed() ?? null, id: upload.submissionId },
  );
}
