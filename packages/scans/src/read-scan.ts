import {
  Attributes,
  type Began,
  type EngineVersions,
  type ExpectedEngine,
  type FileItem,
  type FileVerdict,
  LogLine,
  type Outcome,
  type ScanItem,
  type ScanStatus,
  type Verdict,
} from '@assay/contracts';
import type { LiveReader } from '@assay/events';
import { getFile, getResult, getScan, listResults } from '@assay/table';
import { z } from 'zod';
import { allAnswered, type Standing, standings } from './answers.ts';
import { unpack } from './packed.ts';
import type { Scans } from './scans.ts';
import { readable } from './tell.ts';

/** One engine of a scan as a reader sees it, also while it runs. */
export interface EngineView {
  readonly engine: string;
  readonly expected: ExpectedEngine;
  readonly outcome: Outcome | null;
  readonly verdict: Verdict | null;
  readonly label: string | null;
  readonly message: string | null;
  readonly versions: EngineVersions | null;
  readonly startedAt: string | null;
  readonly durationMs: number | null;
  readonly cachedFrom: { readonly scanId: string; readonly at: string } | null;
}

export interface ScanView {
  readonly scanId: string;
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
  readonly size: number;
  readonly filename: string;
  readonly created: string;
  readonly completed: string | null;
  readonly status: ScanStatus;
  readonly began: Began;
  /** Null until the scan is complete. */
  readonly verdict: FileVerdict | null;
  /** By engine id. */
  readonly engines: readonly EngineView[];
  /** What happened to the scan itself, oldest first. */
  readonly notes: readonly { readonly time: string; readonly message: string }[];
}

export type ReadScans = Pick<Scans, 'table' | 'samples' | 'logger'> & { readonly live: Pick<LiveReader, 'lines'> };

/** The scan with its engines, or null when there is none under a live file. */
export async function readScan(
  scans: Pick<ReadScans, 'table'>,
  userId: string,
  sha256: string,
  scanId: string,
): Promise<ScanView | null> {
  const readResults = () => listResults(scans.table, userId, sha256, scanId);
  const [scan, early] = await Promise.all([liveScan(scans, userId, sha256, scanId), readResults()]);
  if (scan === null) return null;
  const status = readable(scan);
  // They are read at once. A scan that closed in between has answers that were not there yet.
  const results = status === 'complete' && !allAnswered(scan, early) ? await readResults() : early;
  return {
    scanId,
    md5: scan.MD5,
    sha1: scan.SHA1,
    sha256: scan.SHA256,
    size: scan.Size,
    filename: scan.Filename,
    created: scan.Created,
    completed: status === 'complete' ? scan.Completed : null,
    status,
    began: scan.Began,
    verdict: status === 'complete' ? scan.Verdict : null,
    engines: standings(scan, results).map(engineView),
    notes: scan.Notes.map((note) => ({ time: note.Time, message: note.Message })),
  };
}

/** One engine of a scan with all it found; null when the scan is not there or does not expect it. */
export async function readResult(
  scans: Pick<ReadScans, 'table' | 'samples'>,
  userId: string,
  sha256: string,
  scanId: string,
  engine: string,
): Promise<(EngineView & { readonly attributes: z.infer<typeof Attributes> }) | null> {
  const standing = await readStanding(scans, userId, sha256, scanId, engine);
  if (standing === null) return null;
  const { result } = standing;
  const packed = { inline: result?.Attributes ?? null, key: result?.AttributesKey ?? null };
  return { ...engineView(standing), attributes: (await unpack(scans.samples, Attributes, packed)) ?? {} };
}

/**
 * An engine's log: the stored one when it has answered, else the live lines so far (`complete: false`). Null when the
 * scan is not there or does not expect the engine. Of a cached answer it is the log of the run that it came from.
 */
export async function readLog(
  scans: ReadScans,
  userId: string,
  sha256: string,
  scanId: string,
  engine: string,
): Promise<{ complete: boolean; lines: LogLine[] } | null> {
  const standing = await readStanding(scans, userId, sha256, scanId, engine);
  if (standing === null) return null;
  const { result } = standing;
  if (result === null) {
    const lines = await scans.live.lines(scanId);
    return { complete: false, lines: lines.filter((line) => line.engine === engine) };
  }
  const lines = await unpack(scans.samples, z.array(LogLine), { inline: result.Log, key: result.LogKey });
  return { complete: true, lines: lines ?? [] };
}

/** Nothing is readable except through a live file; a scan that its upload has not been accepted with is not there. */
async function liveScan(
  scans: Pick<ReadScans, 'table'>,
  userId: string,
  sha256: string,
  scanId: string,
): Promise<ScanItem | null> {
  const [scan, file] = await Promise.all([
    getScan(scans.table, userId, sha256, scanId),
    getFile(scans.table, userId, sha256),
  ]);
  if (scan === null || file === null) return null;
  if (isAccepted(scan, file)) return scan;
  // They were read at once. A scan that closed in between is not listed any more, and not queued any more either.
  const again = await getScan(scans.table, userId, sha256, scanId);
  return again !== null && isAccepted(again, file) ? again : null;
}

function isAccepted(scan: ScanItem, file: FileItem): boolean {
  return scan.Status !== 'queued' || file.OpenScans[scan.ScanID] !== undefined;
}

async function readStanding(
  scans: Pick<ReadScans, 'table'>,
  userId: string,
  sha256: string,
  scanId: string,
  engine: string,
): Promise<Standing | null> {
  const scan = await liveScan(scans, userId, sha256, scanId);
  const expected = scan?.Expected[engine];
  if (scan === null || expected === undefined || !Object.hasOwn(scan.Expected, engine)) return null;
  return { engine, expected, result: await getResult(scans.table, userId, sha256, scanId, engine) };
}

function engineView({ engine, expected, result }: Standing): EngineView {
  const from = result?.CachedFrom ?? null;
  return {
    engine,
    expected,
    outcome: result?.Outcome ?? null,
    verdict: result?.Verdict ?? null,
    label: result?.Label ?? null,
    message: result?.Message ?? null,
    versions: result?.Versions ?? null,
    startedAt: result?.StartedAt ?? null,
    durationMs: result === null ? null : result.DurationMs,
    cachedFrom: from === null ? null : { scanId: from.ScanID, at: from.At },
  };
}
