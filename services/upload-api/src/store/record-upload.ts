import { AssayError } from '@assay/contracts';
import type { SampleStore } from '@assay/samples';
import { type SubmitScans, type Submitted, submit } from '@assay/scans';
import type { ReceivedSample } from '../receive/receive-file.ts';
import type { UploadSteps } from '../upload-steps.ts';
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
}

/**
 * Stores a received sample, records it and begins its scan. Uploads of the same file by the same user take turns in
 * this process, so that the undoing of one never takes away the object on which the other relies.
 */
export function recordUpload(
  recorder: Recorder,
  owner: Owner,
  sample: ReceivedSample,
  submission: Submission,
  steps: UploadSteps,
): Promise<Submitted> {
  const { scans, samples, oneAtATime } = recorder;
  const { md5, sha1, sha256, size } = sample;
  return oneAtATime(turnOf({ userId: owner.userId, sha256 }), async () => {
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
          by: 'upload',
          ...submission,
        }),
      );
      await steps.run('store', () => ensureStored(samples, stored, sample));
      return submitted;
    } catch (error) {
      if (stored.written) await undo(recorder, owner, sample, stored);
      throw error;
    }
  });
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
