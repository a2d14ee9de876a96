import type { Output, Paint } from '../output.ts';
import { verdictPainter } from '../terminal/paint-verdict.ts';
import { printable } from '../terminal/printable.ts';
import { showScan } from '../terminal/show-report.ts';
import { type Cell, type Column, table } from '../terminal/table.ts';
import type { Outcome } from './outcome.ts';

/** A table of what became of files. */
export interface OutcomeTable {
  add(outcome: Outcome): void;
  show(): void;
}

/** For a person: every engine of a single file, else a line for each, which is all that is kept of them. */
export function openOutcomeTable(waited: boolean, { say, paint }: Output): OutcomeTable {
  const columns = waited ? judged(verdictPainter(paint)) : TAKEN;
  const row = waited ? judgedRow : takenRow;
  const rows: Cell[][] = [];
  let only: Outcome | null = null;
  return {
    add(outcome) {
      only = rows.length === 0 ? outcome : null;
      rows.push(row(outcome));
    },
    show() {
      if (only !== null && only.scan !== null) for (const line of single(only, only.scan, paint)) say(line);
      else if (rows.length > 0) for (const line of table(columns, rows)) say(line);
    },
  };
}

function single({ path, analysis }: Outcome, scan: NonNullable<Outcome['scan']>, paint: Paint): string[] {
  return [`${printable(path)}  SHA-256 ${analysis?.meta.file_info.sha256 ?? ''}`, ...showScan(scan, paint)];
}

const TAKEN: readonly Column[] = [
  { heading: 'file', most: 48, keepsEnd: true },
  { heading: 'sha256', most: 64 },
  { heading: 'analysis', most: 80 },
];

const judged = (paint: (cell: string) => string): readonly Column[] => [
  { heading: 'file', most: 48, keepsEnd: true },
  { heading: 'verdict', paint },
  { heading: 'found', right: true },
  { heading: 'judged', right: true },
  { heading: 'label', most: 36 },
  { heading: 'sha256', most: 64 },
];

function takenRow({ path, analysis, error }: Outcome): (string | null)[] {
  return [path, analysis?.meta.file_info.sha256 ?? null, analysis?.data.id ?? `error: ${error?.message ?? ''}`];
}

function judgedRow({ path, analysis, scan, error }: Outcome): (string | null)[] {
  const sha256 = analysis?.meta.file_info.sha256 ?? null;
  if (scan === null) return [path, 'error', null, null, error?.message ?? null, sha256];
  const found = scan.engines.filter(({ verdict }) => verdict === 'malicious' || verdict === 'suspicious');
  const { completed, expected } = scan.detecting;
  const label = found.find((engine) => engine.label !== null)?.label ?? null;
  return [
    path,
    scan.verdict ?? 'unknown',
    `${found.length} of ${expected}`,
    `${completed} of ${expected}`,
    label,
    sha256,
  ];
}
