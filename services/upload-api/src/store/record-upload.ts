import { AssayError, type IdempotencyItem } from '@assay/contracts';
import type { SampleStore } from '@assay/samples';
import { type SubmitScans, type Submitted, submit } from '@assay/scans';
import type { ReceivedSample } from '../receive/receive-file.ts';
import type { UploadSteps } from '../upload-steps.ts';
import { beginOnce, endOnce } from './once-per-key.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import { type Owner, type StoredSample, storeSample } from './store-sample.ts';
import { withdrawSample } from './withdraw-sample.ts';
import { turnOf, type Withdrawals } from './withdrawals.ts';

export interface Recorder {
  readonly scans: SubmitScans;
  readonly samples: Pick<SampleStore, 'size' | 'delete'>;
  readonly oneAtATime: OneAtATime;
  readonly withdrawals: Withdrawals;
}

export interface Submission {
  readonly filename: string;
  readonly token: string | null;
  readonly client: string | null;
  /** By which its client may repeat the upload; null: each one is its own. */
  readonly key: string | null;
}

export interface Recorded extends Submitted {
  /** An upload with this key was answered before, and this one changed nothing. */
  readonly repeated: boolean;
}

/**
 * Stores a received sample, records it and begins its scan. Uploads of the same file by the same user take turns in
 * this process, so that the undoing of one never takes away the object on which the other relies.
 */
export function recordUpload(
  recorder: Recorder,
  owner: Owner,
  sample: ReceivedSample,
  { key, ...submission }: Submission,
  steps: UploadSteps,
): Promise<Recorded> {
  const { scans, samples, oneAtATime } = recorder;
  const { md5, sha1, sha256, size } = sample;
  return oneAtATime(turnOf({ userId: owner.userId, sha256 }), async () => {
    const once = key === null ? null : await steps.run('record', () => beginOnce(scans, owner.userId, key, sha256));
    if (once !== null && once.ScanID !== null) {
      const { filename } = submission;
      return { scanId: once.ScanID, md5, sha1, sha256, size, filename, joined: true, warnings: [], repeated: true };
    }
    const stored = await storeSample({ samples, table: scans.table, now: scans.now }, owner, sample, steps);
    try {
      const submitted = await steps.run('record', () =>
        submit(scans, {
          user: owner.userName,
          userId: owner.userId,
          md5,
          sha1,
          sha256,
          size,
          objectKey: stored.objectKey,
          seen: stored.seen,
          by: 'upload',
          submissionId: once?.SubmissionID,
          ...submission,
        }),
      );
      await steps.run('store', () => ensureStored(samples, stored, sample));
      if (once !== null) await noteAnswer(recorder, once, submitted.scanId);
      return { ...submitted, repeated: false };
    } catch (error) {
      if (stored.written) await undo(recorder, owner, sample, stored);
      throw error;
    }
  });
}

async function noteAnswer({ scans }: Recorder, once: IdempotencyItem, scanId: string): Promise<void> {
  try {
    await endOnce(scans, once, scanId);
  } catch (cause) {
    scans.logger.warn({ err: cause }, 'the answer to an upload was not noted under its key; a repetition finds it out');
  }
}

/** Another process may have withdrawn the same object after a failure of its own, just before we recorded it. */
async function ensureStored(
  samples: Pick<SampleStore, 'size'>,
  stored: StoredSample,
  sample: ReceivedSample,
): Promise<void> {
  if ((await samples.size(stored.objectKey)) === sample.size) return;
  if (stored.written && !sample.held) {
    throw new AssayError('transient', undefined, {
      internal: 'the object was withdrawn by another process',
      retryAfterS: 1,
    });
  }
  await sample.storeAt(stored.objectKey);
}

async function undo(
  { scans, samples, withdrawals }: Recorder,
  owner: Owner,
  sample: ReceivedSample,
  { objectKey }: StoredSample,
): Promise<void> {
  const withdrawal = { userId: owner.userId, sha256: sample.sha256, objectKey };
  try {
    await withdrawSample({ samples, table: scans.table }, withdrawal, sample);
  } catch (cause) {
    scans.logger.warn(
      { sha256: sample.sha256, err: cause },
      'an unrecorded sample is withdrawn as soon as the table answers',
    );
    withdrawals.add(withdrawal);
  }
}
