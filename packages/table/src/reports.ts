import { ReportItem } from '@assay/contracts';
import { type Change, changeItem } from './change-item.ts';
import { deleteItem, getItem } from './item.ts';
import { reportKey } from './keys.ts';
import type { Table } from './table.ts';

/** The merged and compressed ScanResults of a file, read consistently, or null before its first scan closed. */
export function getReport(table: Table, uid: string, sha256: string): Promise<ReportItem | null> {
  return getItem(table, ReportItem, reportKey(uid, sha256));
}

/** Changes the report item optimistically; see `changeItem`. */
export function changeReport(
  table: Table,
  uid: string,
  sha256: string,
  change: Change<ReportItem>,
): Promise<ReportItem | null> {
  return changeItem(table, ReportItem, reportKey(uid, sha256), change);
}

/** Removes a report that was written while its file was being deleted, if it was not changed since. */
export async function deleteReport(table: Table, uid: string, sha256: string, version: number): Promise<void> {
  await deleteItem(table, reportKey(uid, sha256), version);
}
