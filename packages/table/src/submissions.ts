import { SubmissionItem } from '@assay/contracts';
import { countUnder } from './count.ts';
import { ABSENT, deleteItem, getItem, putItem, queryPage, updateItem } from './item.ts';
import { submissionKey, submissionPrefix } from './keys.ts';
import type { Table } from './table.ts';

/** Writes a submission; fine when it is there already. */
export async function putSubmission(table: Table, submission: SubmissionItem): Promise<void> {
  await putItem(table, submission, ABSENT);
}

/** Notes that a submission joined another scan. False when there is no such submission. */
export function moveSubmission(
  table: Table,
  uid: string,
  sha256: string,
  submissionId: string,
  scanId: string,
): Promise<boolean> {
  return updateItem(table, submissionKey(uid, sha256, submissionId), {
    update: 'SET ScanID = :scan',
    condition: 'attribute_exists(UserID)',
    values: { ':scan': scanId },
  });
}

export async function deleteSubmission(table: Table, uid: string, sha256: string, submissionId: string): Promise<void> {
  await deleteItem(table, submissionKey(uid, sha256, submissionId));
}

/** The submission, read consistently, or null. */
export function getSubmission(
  table: Table,
  uid: string,
  sha256: string,
  submissionId: string,
): Promise<SubmissionItem | null> {
  return getItem(table, SubmissionItem, submissionKey(uid, sha256, submissionId));
}

/** How many submissions of a file are kept; null when they are too many to count at once. */
export function countSubmissions(table: Table, uid: string, sha256: string): Promise<number | null> {
  return countUnder(table, uid, submissionPrefix(sha256));
}

/** A file's submissions, newest first. `after` is the submission id with which the page before ended. */
export async function listSubmissions(
  table: Table,
  uid: string,
  sha256: string,
  page: { limit: number; after?: string | undefined },
): Promise<{ items: SubmissionItem[]; next: string | null }> {
  const { items, last } = await queryPage(table, SubmissionItem, {
    KeyConditionExpression: 'UserID = :uid AND begins_with(FileID, :prefix)',
    ExpressionAttributeValues: { ':uid': uid, ':prefix': submissionPrefix(sha256) },
    ScanIndexForward: false,
    ConsistentRead: true,
    Limit: page.limit,
    ...(page.after === undefined ? {} : { ExclusiveStartKey: submissionKey(uid, sha256, page.after) }),
  });
  return { items, next: last === null ? null : String(last.FileID).slice(-20) };
}
