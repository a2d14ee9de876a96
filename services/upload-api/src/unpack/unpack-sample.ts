import { type ReceivedSample, type Receiver, receiveFile, tooLarge } from '../receive/receive-file.ts';
import type { UploadLimits } from '../upload-limits.ts';
import type { UploadSteps } from '../upload-steps.ts';
import { openArchive } from './open-archive.ts';

export interface UnpackedSample {
  readonly sample: ReceivedSample;
  /** As the archive has it. */
  readonly filename: string;
}

/**
 * Receives the one file of a protected archive as if it had been sent itself, while it is unpacked; the archive is
 * neither changed nor released. `receive` is at fault for what is wrong with archive or password, `store` for what of a
 * staged archive cannot be read.
 */
export async function unpackSample(
  archive: ReceivedSample,
  password: string,
  receiver: Receiver,
  { maxUnpackRatio, freeUnpackBytes }: Pick<UploadLimits, 'maxUnpackRatio' | 'freeUnpackBytes'>,
  steps: UploadSteps,
): Promise<UnpackedSample> {
  const pieces = { size: archive.size, read: archive.read };
  const maxBytes = Math.max(freeUnpackBytes, maxUnpackRatio * archive.size);
  const { filename, claimedSize, bytes } = await steps.run('receive', () => openArchive(pieces, password, maxBytes));
  const { maxFileBytes } = receiver;
  if (claimedSize > maxFileBytes) throw steps.failed('receive', tooLarge(maxFileBytes));
  return { sample: await receiveFile(bytes, receiver, steps), filename };
}
