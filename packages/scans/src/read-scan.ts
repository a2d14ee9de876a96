import {
  AssayError,
  type Began,
  type EngineVersions,
  type ExpectedEngine,
  type FileVerdict,
  type LogLine,
  type Outcome,
  type ScanStatus,
  type Verdict,
} from '@assay/contracts';
import type { LiveReader } from '@assay/events';
import type { Scans } from './scans.ts';

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

export type ReadScans = Pick<Scans, 'table' | 'samples'> & { readonly live: Pick<LiveReader, 'lines'> };

/** The scan with its engines, or null when there is none under a live file. */
export async function readScan(
  _scans: Pick<ReadScans, 'table'>,
  _userId: string,
  _sha256: string,
  _scanId: string,
): Promise<ScanView | null> {
  throw new AssayError('internal', undefined, { internal: 'not written yet' });
}

/** One engine of a scan with all it found; null when the scan does not expect it. */
export async function readResult(
  _scans: Pick<ReadScans, 'table' | 'samples'>,
  _userId: string,
  _sha256: string,
  _scanId: string,
  _engine: string,
): Promise<(EngineView & { readonly attributes: Record<string, unknown> }) | null> {
  throw new AssayError('internal', undefined, { internal: 'not written yet' });
}

/** An engine's log: the stored one, or the live lines so far while it runs; null when the scan does not expect it. */
export async function readLog(
  _scans: ReadScans,
  _userId: string,
  _sha256: string,
  _scanId: string,
  _engine: string,
): Promise<{ complete: boolean; lines: LogLine[] } | null> {
  throw new AssayError('internal', undefined, { internal: 'not written yet' });
}
