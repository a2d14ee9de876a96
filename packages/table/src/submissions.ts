import { SubmissionItem } from '@assay/contracts';
import { deleteItem, putItem, queryPage } from './item.ts';
import { submissionKey, submissionPrefix } from './keys.ts';
import type { Table } from './table.ts';

/** Writes a submission, or writes it again with the scan that it joined. */
export async function putSubmission(table: Table, submission: SubmissionItem): Promise<void> {
  await putItem(table, submission, 'attribute_not_exists(UserID) OR SubmissionID = :id', {
    ':id': submission.SubmissionID,
  });
}

export async function deleteSubmission(table: Table, uid: string, sha256: string, submissionId: string): Promise<void> {
  await deleteItem(table, submissionKey(uid, sha256, submissionId));
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
