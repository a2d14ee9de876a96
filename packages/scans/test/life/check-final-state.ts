import { coverage, type EngineVerdict, type FileItem, judge, type ResultItem, type ScanItem } from '@assay/contracts';
import { getFile, getScan, listResults, listScans, listSubmissions, reserveName, resolveHash } from '@assay/table';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { readReport } from '../../src/read-report.ts';
import { searchDocument } from '../../src/search-document.ts';
import { nextDue, UID, USER } from '../world.ts';
import { bytesOf, FILES, type History } from './history.ts';

/** What must be true when nothing is left to do, whatever happened before. */
export async function checkFinalState(history: History): Promise<void> {
  const { table } = history.world;
  expect(await nextDue(table), 'nothing is due').toBeNull();
  for (const { sha256 } of FILES) {
    const scans = (await listScans(table, UID, sha256, { limit: 1000 })).items;
    const answers = new Map<string, ResultItem[]>();
    for (const scan of scans) {
      const results = await listResults(table, UID, sha256, scan.ScanID);
      answers.set(scan.ScanID, results);
      checkScan(history, scan, results);
    }
    const accepted = history.accepted.filter((each) => each.sha256 === sha256);
    for (const { scanId, mayBeGone } of accepted) {
      if (mayBeGone) continue;
      expect(
        scans.map((scan) => scan.ScanID),
        'an accepted submission has its scan',
      ).toContain(scanId);
    }
    const file = await getFile(table, UID, sha256);
    const submitted = accepted.filter((each) => each.submission && !each.mayBeGone).length;
    const mayBe = accepted.filter((each) => each.submission && each.mayBeGone).length;
    const unknown = history.unknown.filter((each) => each.sha256 === sha256 && each.submission).length;
    if (file === null) {
      expect(submitted, 'a file that was accepted is there').toBe(0);
      expect(scans, 'no scan without its file').toEqual([]);
      // What an upload leaves that was never accepted is for upload-api to withdraw.
      if (history.deleted.has(sha256) && unknown + mayBe === 0) await checkNothingLeft(history, sha256);
      continue;
    }
    for (const scanId of history.gone) {
      expect(
        scans.map((scan) => scan.ScanID),
        'nothing of a deleted file is in the one that was uploaded after it',
      ).not.toContain(scanId);
    }
    await checkStored(history, file);
    expect(file.OpenScans, 'no scan is open').toEqual({});
    expect(file.TimesSubmitted).toBeGreaterThanOrEqual(Math.max(1, submitted));
    expect(file.TimesSubmitted).toBeLessThanOrEqual(submitted + mayBe + unknown);
    await checkSubmissions(history, file, scans);
    await checkSummary(history, file, scans, answers);
  }
  for (const entry of history.posts.filter((each) => each.recorded && each.post.outcome === 'completed')) {
    const { post, scanId, engine } = entry;
    const results = await Promise.all(FILES.map(({ sha256 }) => listResults(table, UID, sha256, scanId)));
    const stored = results.flat().find((result) => result.Engine === engine);
    const scans = await Promise.all(FILES.map(({ sha256 }) => getScan(table, UID, sha256, scanId)));
    const at = scans.findIndex((scan) => scan !== null);
    if (at < 0 && history.deleted.has(shaOf(history, scanId))) {
      expect(stored, 'no answer is left of a deleted scan').toBeUndefined();
      continue;
    }
    expect(stored?.DurationMs, 'a completed answer that was acknowledged stands').toBe(post.durationMs);
  }
}

/** Of which file a scan is or was. */
function shaOf(history: History, scanId: string): string {
  return history.world.topic.published.find((message) => message.scan.scanId === scanId)?.scan.sha256 ?? '';
}

/** A deleted file has left no item, no object, no document and no event. */
async function checkNothingLeft(history: History, sha256: string): Promise<void> {
  const { table, documents, forgotten, stored } = history.world;
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.name, ConsistentRead: true }));
  const items = Items.filter(
    (item) => !String(item.UserID).startsWith('audit#') && JSON.stringify(item).includes(sha256),
  );
  expect(items, 'nothing in the table names a deleted file').toEqual([]);
  const objects = (await stored()).filter((key) => key.includes(sha256));
  expect(objects, 'no object of a deleted file').toEqual([]);
  const { md5 } = FILES.find((file) => file.sha256 === sha256) as (typeof FILES)[number];
  const named = Items.some((item) => item.ObjectKey === `${USER}:${md5}` || item.FileID === `#object#${md5}`);
  if (!named) expect(await stored(), 'no sample of a deleted file').not.toContain(`${USER}:${md5}`);
  expect(documents.has(sha256), 'search knows nothing of a deleted file').toBe(false);
  const scans = [...history.gone].filter((scanId) => shaOf(history, scanId) === sha256);
  for (const scanId of scans) expect(forgotten.has(scanId), 'live events of a deleted file').toBe(true);
}

/** A live file has its bytes, under a name that is its own, can be found, and search knows it as it is. */
async function checkStored(history: History, file: FileItem): Promise<void> {
  const { table, samples, documents } = history.world;
  const { MD5, SHA1, SHA256 } = file.FileMetadata;
  const which = FILES.findIndex((each) => each.sha256 === SHA256);
  expect((await samples.read(file.ObjectKey, 100))?.toString(), 'its own bytes').toBe(bytesOf(which).toString());
  const own =
    file.ObjectKey.endsWith(`:${SHA256}`) || (await reserveName(table, UID, USER, MD5, SHA256)) === file.ObjectKey;
  expect(own, 'the name of the object is its own').toBe(true);
  for (const hash of [MD5, SHA1, SHA256]) expect(await resolveHash(table, UID, hash)).toContain(SHA256);
  const { version: _, ...document } = searchDocument(file, await readReport(history.world, UID, SHA256));
  expect(documents.get(SHA256), 'search knows the file as it is').toMatchObject(document);
}

function checkScan(history: History, scan: ScanItem, results: readonly ResultItem[]): void {
  expect(scan.Status, `scan ${scan.ScanID}`).toBe('complete');
  expect(scan.DueAt).toBeUndefined();
  const told = [history.told, history.world.completed].map((all) => all.filter((each) => each.scanid === scan.ScanID));
  for (const each of told) expect(each.at(-1)?.verdict, 'others were told how it ended').toBe(scan.Verdict);
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
  const errors = history.world.logged.filter(({ level }) => level === 'error');
  expect(errors, 'no report and nothing that an engine found was lost').toEqual([]);
  expect(short(report?.Engines ?? {})).toEqual(wanted);
  const pe = newest.get('pe')?.result;
  const tag = pe?.Outcome === 'completed' ? `run-${pe.DurationMs}` : undefined;
  expect(report?.Attributes.type_tag, 'an attribute is of the newest completed run of its provider').toBe(tag);
  expect(file.FileMetadata.TypeTag).toBe(tag ?? null);
}
