import { ScanItem } from '@assay/contracts';
import { type Change, changeItem } from './change-item.ts';
import { ABSENT, deleteItem, getItem, putItem, queryPage } from './item.ts';
import { scanKey, scanPrefix } from './keys.ts';
import type { Table } from './table.ts';

/** The scan, read consistently, or null. */
export function getScan(table: Table, uid: string, sha256: string, scanId: string): Promise<ScanItem | null> {
  return getItem(table, ScanItem, scanKey(uid, sha256, scanId));
}

/** Writes a new scan; false when one with this id is there. */
export function createScan(table: Table, scan: ScanItem): Promise<boolean> {
  return putItem(table, scan, ABSENT);
}

/** Changes the scan item optimistically; see `changeItem`. */
export function changeScan(
  table: Table,
  uid: string,
  sha256: string,
  scanId: string,
  change: Change<ScanItem>,
  known?: ScanItem,
): Promise<ScanItem | null> {
  return changeItem(table, ScanItem, scanKey(uid, sha256, scanId), change, known);
}

/** Removes a scan, with `version` only as it was read; false when it was changed since. Fine when it is gone. */
export function deleteScan(
  table: Table,
  uid: string,
  sha256: string,
  scanId: string,
  version?: number,
): Promise<boolean> {
  return deleteItem(table, scanKey(uid, sha256, scanId), version);
}

/** A file's scans, newest first. `after` is the scan id with which the page before ended. */
export async function listScans(
  table: Table,
  uid: string,
  sha256: string,
  page: { limit: number; after?: string | undefined },
): Promise<{ items: ScanItem[]; next: string | null }> {
  const { items, last } = await queryPage(table, ScanItem, {
    KeyConditionExpression: 'UserID = :uid AND begins_with(FileID, :prefix)',
    ExpressionAttributeValues: { ':uid': uid, ':prefix': scanPrefix(sha256) },
    ScanIndexForward: false,
    ConsistentRead: true,
    Limit: page.limit,
    ...(page.after === undefined ? {} : { ExclusiveStartKey: scanKey(uid, sha256, page.after) }),
  });
  return { items, next: last === null ? null : String(last.FileID).slice(-20) };
}
