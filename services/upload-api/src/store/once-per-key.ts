import { AssayError, type IdempotencyItem } from '@assay/contracts';
import { newScanId } from '@assay/scans';
import {
  answerIdempotency,
  fingerprint,
  getFile,
  getIdempotency,
  getScan,
  newIdempotency,
  putIdempotency,
  type Table,
} from '@assay/table';

interface Parts {
  readonly table: Table;
  now(): Date;
}

/** Of an attempt that was not accepted by then nothing is under way any more. */
const ABANDONED_MS = 15 * 60_000;
const TRIES = 8;

/**
 * The submission under which every upload of this file with this key is recorded, with the scan that the first one was
 * answered with, if it was. Written before anything is recorded, so an attempt that dies in between is carried on by the
 * next one. Throws `conflict` when the key was used for another file within its day.
 */
export async function beginOnce(parts: Parts, userId: string, key: string, sha256: string): Promise<IdempotencyItem> {
  const { table, now } = parts;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const found = await getIdempotency(table, userId, key);
    if (found !== null && found.ExpiresAt * 1000 > now().getTime()) {
      if (found.Fingerprint !== fingerprint(key, sha256)) {
        throw new AssayError('conflict', 'this Idempotency-Key was used for another file.');
      }
      if (await holds(parts, found, userId, sha256)) return found;
    }
    const item = newIdempotency(userId, key, sha256, newScanId(now()), now());
    if (await putIdempotency(table, item, found)) return item;
  }
  throw new AssayError('transient', undefined, { internal: 'an idempotency key changed all the time' });
}

/** Whether it is still what this upload is: not when its file was deleted since, nor when it was abandoned long ago. */
async function holds({ table, now }: Parts, item: IdempotencyItem, userId: string, sha256: string): Promise<boolean> {
  const file = await getFile(table, userId, sha256);
  if (item.ScanID !== null) {
    return file !== null && (await getScan(table, userId, sha256, item.ScanID)) !== null;
  }
  const counted = file?.CountedSubmissions.includes(item.SubmissionID) === true;
  return counted || now().getTime() - Date.parse(item.CreatedAt) < ABANDONED_MS;
}

/** Notes what the upload was answered with. Without the note the next attempt finds it out by recording it again. */
export async function endOnce({ table }: Pick<Parts, 'table'>, item: IdempotencyItem, scanId: string): Promise<void> {
  await answerIdempotency(table, item, scanId);
}
