import type { Output } from '../output.ts';
import { verdictPainter } from '../terminal/paint-verdict.ts';
import { printable } from '../terminal/printable.ts';
import { showScan } from '../terminal/show-report.ts';
import { type Column, table } from '../terminal/table.ts';
import type { Outcome } from './outcome.ts';

/** What became of the files, for a person: every engine of a single one, else a line for each file. */
export function showOutcomes(outcomes: readonly Outcome[], waited: boolean, { say, paint }: Output): void {
  const [first] = outcomes;
  if (outcomes.length === 1 && first !== undefined && first.scan !== null) {
    say(`${printable(first.path)}  SHA-256 ${first.analysis?.meta.file_info.sha256 ?? ''}`);
    for (const line of showScan(first.scan, paint)) say(line);
    return;
  }
  const columns = waited ? judged(verdictPainter(paint)) : TAKEN;
  const row = waited ? judgedRow : takenRow;
  for (const line of table(columns, outcomes.map(row))) say(line);
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
