import { createHash } from 'node:crypto';
import { IdempotencyItem } from '@assay/contracts';
import { ABSENT, getItem, putItem, updateItem } from './item.ts';
import { idempotencyKey } from './keys.ts';
import type { Table } from './table.ts';

/** How long an upload may be repeated under its key, in seconds. */
export const IDEMPOTENCY_S = 24 * 3600;

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

/** What a key and a file are compared by. */
export function fingerprint(key: string, fileSha256: string): string {
  return sha256(JSON.stringify([key, fileSha256]));
}

/** A new item for an upload under this key. Writes nothing. */
export function newIdempotency(
  uid: string,
  key: string,
  fileSha256: string,
  submissionId: string,
  now: Date,
): IdempotencyItem {
  return {
    ...idempotencyKey(uid, sha256(key)),
    Fingerprint: fingerprint(key, fileSha256),
    SubmissionID: submissionId,
    ScanID: null,
    CreatedAt: now.toISOString(),
    ExpiresAt: Math.floor(now.getTime() / 1000) + IDEMPOTENCY_S,
  };
}

/** What stands under the key, read consistently, expired or not; null when nothing does. */
export function getIdempotency(table: Table, uid: string, key: string): Promise<IdempotencyItem | null> {
  return getItem(table, IdempotencyItem, idempotencyKey(uid, sha256(key)));
}

/** Writes the item if nothing stands under its key, or still what it `replaces`; false when it does not. */
export function putIdempotency(
  table: Table,
  item: IdempotencyItem,
  replaces: IdempotencyItem | null,
): Promise<boolean> {
  if (replaces === null) return putItem(table, item, ABSENT);
  return putItem(table, item, 'SubmissionID = :old', { ':old': replaces.SubmissionID });
}

/** Notes which scan the upload was answered with; false when another submission stands there by now. */
export function answerIdempotency(table: Table, item: IdempotencyItem, scanId: string): Promise<boolean> {
  const { UserID, FileID, SubmissionID } = item;
  return updateItem(
    table,
    { UserID, FileID },
    {
      update: 'SET ScanID = :scan',
      condition: 'SubmissionID = :submission',
      values: { ':scan': scanId, ':submission': SubmissionID },
    },
  );
}
