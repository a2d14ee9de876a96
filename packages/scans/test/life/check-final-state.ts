import { coverage, type EngineVerdict, type FileItem, judge, type ResultItem, type ScanItem } from '@assay/contracts';
import { getFile, listDue, listResults, listScans, listSubmissions } from '@assay/table';
import { expect } from 'vitest';
import { readReport } from '../../src/read-report.ts';
import { UID } from '../world.ts';
import { FILES, type History } from './history.ts';

/** What must be true when nothing is left to do, whatever happened before. */
export async function checkFinalState(history: History): Promise<void> {
  const { table } = history.world;
  expect(await listDue(table, new Date('2100-01-01T00:00:00Z'), 100), 'nothing is due').toEqual([]);
  for (const { sha256 } of FILES) {
    const scans = (await listScans(table, UID, sha256, { limit: 1000 })).items;
    const answers = new Map<string, ResultItem[]>();
    for (const scan of scans) {
      const results = await listResults(table, UID, sha256, scan.ScanID);
      answers.set(scan.ScanID, results);
      checkScan(history, scan, results);
    }
    const accepted = history.accepted.filter((each) => each.sha256 === sha256);
    for (const { scanId } of accepted) {
      expect(
        scans.map((scan) => scan.ScanID),
        'an accepted submission has its scan',
      ).toContain(scanId);
    }
    const file = await getFile(table, UID, sha256);
    const submitted = accepted.filter((each) => each.submission).length;
    const unknown = history.unknown.filter((each) => each.sha256 === sha256 && each.submission).length;
    if (file === null) {
      expect(submitted, 'a file that was accepted is there').toBe(0);
      expect(scans, 'no scan without its file').toEqual([]);
      continue;
    }
    expect(file.OpenScans, 'no scan is open').toEqual({});
    expect(file.TimesSubmitted).toBeGreaterThanOrEqual(Math.max(1, submitted));
    expect(file.TimesSubmitted).toBeLessThanOrEqual(submitted + unknown);
    await checkSubmissions(history, file, scans);
    await checkSummary(history, file, scans, answers);
  }
  for (const entry of history.posts.filter((each) => each.recorded && each.post.outcome === 'completed')) {
    const { post, scanId, engine } = entry;
    const results = await Promise.all(FILES.map(({ sha256 }) => listResults(table, UID, sha256, scanId)));
    const stored = results.flat().find((result) => result.Engine === engine);
    expect(stored?.DurationMs, 'a completed answer that was acknowledged stands').toBe(post.durationMs);
  }
}

function checkScan(history: History, scan: ScanItem, results: readonly ResultItem[]): void {
  expect(scan.Status, `scan ${scan.ScanID}`).toBe('complete');
  expect(scan.DueAt).toBeUndefined();
  expect(
    results.map((result) => result.Engine),
    'one answer of each expected engine',
  ).toEqual(Object.keys(scan.Expected).sort());
  for (const result of results) {
    if (result.StartedAt === null || result.CachedFrom !== null) continue;
    const own = history.posts.some(
      (entry) =>
        entry.scanId === scan.ScanID && entry.engine === result.Engine && entry.post.durationMs === result.DurationMs,
    );
    expect(own, 'an answer is of a run that was claimed').toBe(true);
  }
  const kinds = results.map((result) => {
    const kind = scan.Expected[result.Engine]?.Kind ?? 'metadata';
    return { kind, outcome: result.Outcome, verdict: result.Verdict };
  });
  expect(scan.Verdict).toBe(judge(kinds));
  if (scan.Verdict === 'undetected') expect(coverage(kinds).completed, 'silence needs a witness').toBeGreaterThan(0);
  for (const result of results) {
    expect(scan.Summary?.[result.Engine], 'the summary tells what the results say').toMatchObject({
      Outcome: result.Outcome,
      Verdict: result.Verdict,
    });
  }
}

async function checkSubmissions(history: History, file: FileItem, scans: readonly ScanItem[]): Promise<void> {
  const { items } = await listSubmissions(history.world.table, UID, file.FileID, { limit: 1000 });
  expect(items.length, 'the history holds what was counted').toBe(file.TimesSubmitted);
  const ids = new Set(scans.map((scan) => scan.ScanID));
  for (const item of items) {
    expect(ids.has(item.ScanID), 'a submission names the scan that it began or joined').toBe(true);
  }
}

async function checkSummary(
  history: History,
  file: FileItem,
  scans: readonly ScanItem[],
  answers: ReadonlyMap<string, readonly ResultItem[]>,
): Promise<void> {
  const newest = new Map<string, { scanId: string; result: ResultItem }>();
  for (const scan of [...scans].sort((a, b) => a.ScanID.localeCompare(b.ScanID))) {
    for (const result of answers.get(scan.ScanID) ?? []) {
      const before = newest.get(result.Engine);
      const replaces = result.Outcome === 'completed' || before?.result.Outcome !== 'completed';
      if (replaces) newest.set(result.Engine, { scanId: scan.ScanID, result });
    }
  }
  const short = (verdicts: Record<string, EngineVerdict>) =>
    Object.fromEntries(
      Object.entries(verdicts).map(([id, { ScanID, Outcome, Verdict }]) => [id, { ScanID, Outcome, Verdict }]),
    );
  const wanted = Object.fromEntries(
    [...newest].map(([id, { scanId, result }]) => [
      id,
      { ScanID: scanId, Outcome: result.Outcome, Verdict: result.Verdict },
    ]),
  );
  expect(short(file.Engines), 'the newest completed answer of each engine').toEqual(wanted);
  const judged = Object.values(file.Engines).map(({ Kind, Outcome, Verdict }) => ({
    kind: Kind,
    outcome: Outcome,
    verdict: Verdict,
  }));
  expect(file.Verdict).toBe(judge(judged));
  expect(file.Coverage).toMatchObject({ Expected: coverage(judged).expected, Completed: coverage(judged).completed });
  expect(file.LastScan).toBe(
    scans
      .map((scan) => scan.ScanID)
      .sort()
      .at(-1),
  );

  const report = await readReport(history.world, UID, file.FileID);
  expect(short(report?.Engines ?? {})).toEqual(wanted);
  const pe = newest.get('pe')?.result;
  const tag = pe?.Outcome === 'completed' ? `run-${pe.DurationMs}` : undefined;
  expect(report?.Attributes.type_tag, 'an attribute is of the newest completed run of its provider').toBe(tag);
  expect(file.FileMetadata.TypeTag).toBe(tag ?? null);
}
