import { randomBytes } from 'node:crypto';
import { type FileVerdict, judge, type ResultItem, type ScanItem, type SummaryEntry } from '@assay/contracts';
import { changeFile, changeScan, getScan, listResults } from '@assay/table';
import { allAnswered, isClosedWith, standings } from './answers.ts';
import { withDue } from './due-at.ts';
import { markFileDue } from './mark-file-due.ts';
import { mergeFile } from './merge-file.ts';
import { mergeReport } from './merge-report.ts';
import type { EngineAttributes } from './merge-scan-results.ts';
import type { ScanKey, Scans } from './scans.ts';
import { tellScan } from './tell.ts';

export type CloseScans = Pick<
  Scans,
  'table' | 'samples' | 'live' | 'completed' | 'webhooks' | 'limits' | 'logger' | 'now'
>;

const MESSAGE_CHARACTERS = 300;

/**
 * Closes the scan when every expected engine has answered; `false` when one has not, or the scan is gone.
 *
 * Marks it as closing, merges its answers into the report and the file, then writes its summary. Every step may be
 * repeated, so a process that dies anywhere is finished by `sweep`. Of several that close at once all merge the
 * same, and the one that marked last, who has read every answer that an earlier one has, writes the summary.
 */
export async function close(scans: CloseScans, key: ScanKey): Promise<boolean> {
  const scan = await getScan(scans.table, key.userId, key.sha256, key.scanId);
  if (scan === null) return false;
  const results = await listResults(scans.table, key.userId, key.sha256, key.scanId);
  return allAnswered(scan, results) ? closeAnswered(scans, key, scan, results) : false;
}

/**
 * Closes a scan of which the caller has read the answers of every expected engine after it wrote its own. When another
 * one has closed it with them meanwhile there is nothing to do.
 */
export async function closeAnswered(
  scans: CloseScans,
  key: ScanKey,
  scan: ScanItem,
  read: readonly ResultItem[],
): Promise<boolean> {
  const mark = randomBytes(8).toString('hex');
  const marked = await changeScan(
    scans.table,
    key.userId,
    key.sha256,
    key.scanId,
    (current) =>
      current === null || current.Closing === mark || isClosedWith(current, read)
        ? null
        : withDue({ ...current, Status: 'closing', Closing: mark }, scans.now(), scans.limits),
    scan,
  );
  if (marked === null) return false;
  if (marked.Closing !== mark) return true;

  // Read after the mark: whoever answers later marks later.
  const results = await listResults(scans.table, key.userId, key.sha256, key.scanId);
  const completed = scans.now().toISOString();
  const report = await mergeReport(scans, key, marked, results);
  if (report === null || !(await mergeIntoFile(scans, key, marked, results, report.attributes, completed))) {
    await report?.takeBack();
    return false;
  }
  await finish(scans, key, marked, results, mark, completed);
  return true;
}

/**
 * Merges into the file; false when the file is being deleted. The scan is read after the file, and a file that began to
 * be deleted in between is not written: so no scan of a deleted file gets into one that was uploaded anew.
 */
async function mergeIntoFile(
  scans: CloseScans,
  key: ScanKey,
  marked: ScanItem,
  results: readonly ResultItem[],
  attributes: EngineAttributes,
  completed: string,
): Promise<boolean> {
  let merged = false;
  await changeFile(scans.table, key.userId, key.sha256, async (file) => {
    merged = file?.State === 'live' && (await getScan(scans.table, key.userId, key.sha256, key.scanId)) !== null;
    if (file === null || !merged) return null;
    return markFileDue(mergeFile(file, marked, results, attributes, completed), scans.now());
  });
  return merged;
}

async function finish(
  scans: CloseScans,
  key: ScanKey,
  marked: ScanItem,
  results: readonly ResultItem[],
  mark: string,
  completed: string,
): Promise<void> {
  const verdict = scanVerdict(marked, results);
  const Announced = scans.completed === null && scans.webhooks === null;
  const finished = await changeScan(
    scans.table,
    key.userId,
    key.sha256,
    key.scanId,
    (current) => {
      if (current === null || current.Closing !== mark || current.Status === 'complete') return null;
      return withDue(
        {
          ...current,
          Status: 'complete',
          Summary: summary(marked, results),
          Verdict: verdict,
          Completed: completed,
          Announced,
        },
        scans.now(),
        scans.limits,
      );
    },
    marked,
  );
  if (finished?.Status === 'complete' && finished.Closing === mark) await tellScan(scans, key, 'complete', verdict);
}

function scanVerdict(scan: ScanItem, results: readonly ResultItem[]): FileVerdict {
  return judge(
    standings(scan, results).flatMap(({ expected, result }) =>
      result === null ? [] : [{ kind: expected.Kind, outcome: result.Outcome, verdict: result.Verdict }],
    ),
  );
}

function summary(scan: ScanItem, results: readonly ResultItem[]): Record<string, SummaryEntry> {
  const entries = standings(scan, results).flatMap(({ engine, expected, result }) => {
    if (result === null) return [];
    const { Outcome, Verdict, Label, Versions } = result;
    // The whole message stands in the result; an item of 400 KB has to hold the summary of every engine.
    const Message = result.Message?.slice(0, MESSAGE_CHARACTERS) ?? null;
    return [
      [engine, { Name: expected.Name, Kind: expected.Kind, Outcome, Verdict, Label, Message, Versions }] as const,
    ];
  });
  return Object.fromEntries(entries);
}
