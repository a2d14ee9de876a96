import type { FileItem, HistoryEntry, ScanItem, SubmissionItem } from '@assay/contracts';
import { ownerOf } from '@assay/scans';
import { listSubmissions, type Table } from '@assay/table';
import { collectPage } from '../collect-page.ts';
import { collectScans } from '../scans/collect-scans.ts';
import { scanBrief } from '../scans/scan-detail.ts';

/** The last entry of a page. */
export interface HistoryPlace {
  readonly id: string;
  readonly type: HistoryEntry['type'];
}

/**
 * Submissions and scans of a file, newest first: both are named by the moment in which they came, and of a submission and
 * the scan that it began, which have one id, the scan came later.
 */
export async function readHistory(
  table: Table,
  file: FileItem,
  limit: number,
  after: HistoryPlace | undefined,
): Promise<{ items: HistoryEntry[]; next: HistoryPlace | null }> {
  // Above every key with this id and below every one with the next.
  const untilId = after === undefined ? undefined : `${after.id}~`;
  const [submissions, scans] = await Promise.all([
    collectPage(
      (page) => listSubmissions(table, file.UserID, file.FileID, page),
      (item) => item.SubmissionID,
      limit,
      after?.type === 'submission' ? after.id : untilId,
    ),
    collectScans(table, file, limit, after?.id),
  ]);
  const merged = [
    ...submissions.items.map((item) => submissionEntry(item, ownerOf(file))),
    ...scans.items.map(scanEntry),
  ].sort((a, b) => (a.id === b.id ? order(a) - order(b) : a.id < b.id ? 1 : -1));
  const items = merged.slice(0, limit);
  const more = merged.length > limit || submissions.next !== null || scans.next !== null;
  const last = items.at(-1);
  return { items, next: more && last !== undefined ? { id: last.id, type: last.type } : null };
}

const order = (entry: HistoryEntry) => (entry.type === 'scan' ? 0 : 1);

function submissionEntry(item: SubmissionItem, owner: string): HistoryEntry {
  return {
    type: 'submission',
    id: item.SubmissionID,
    timestamp: item.Created,
    who: owner,
    key: item.Token,
    client: item.Client,
    name: item.Filename,
    scanid: item.ScanID,
  };
}

function scanEntry(scan: ScanItem): HistoryEntry {
  const { scanid, timestamp, status } = scanBrief(scan);
  const complete = status === 'complete';
  return {
    type: 'scan',
    id: scanid,
    timestamp,
    who: scan.Began.Who,
    key: scan.Began.Token,
    by: scan.Began.By,
    status,
    completed: complete ? scan.Completed : null,
    verdict: complete ? scan.Verdict : null,
    engines: Object.keys(scan.Expected).length,
  };
}
