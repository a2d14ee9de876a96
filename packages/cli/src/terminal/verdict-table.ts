import type { CatalogueEngine, ScanDetail } from '@assay/contracts';
import type { z } from 'zod';
import { printable } from './printable.ts';
import { type Column, table } from './table.ts';

type Scan = Pick<z.infer<typeof ScanDetail>, 'engines'>;
type Notes = Pick<z.infer<typeof CatalogueEngine>, 'engine' | 'notes'>;
type Engine = Scan['engines'][number];

const columns = (paint: (cell: string) => string): readonly Column[] => [
  { heading: 'engine' },
  { heading: 'outcome' },
  { heading: 'verdict', paint },
  { heading: 'label', most: 44 },
  { heading: 'versions', most: 44 },
  { heading: 'ms', right: true },
];

/** What every engine said of a file, as lines of a table, with what a reader must know of the engines below it. */
export function verdictTable(
  scan: Scan,
  catalogue: readonly Notes[] = [],
  paintVerdict: (verdict: string) => string = (verdict) => verdict,
): string[] {
  return [...table(columns(paintVerdict), scan.engines.map(row)), ...reasons(scan), ...notes(scan, catalogue)];
}

function row(engine: Engine): (string | number | null)[] {
  return [
    engine.engine,
    engine.outcome ?? 'no answer',
    engine.verdict,
    engine.label,
    versions(engine),
    engine.duration_ms,
  ];
}

/** Program, then signature set: `1.4.2 / 27800`. */
function versions(engine: Engine): string | null {
  return [engine.engine_version, engine.signature_version].filter((version) => version !== null).join(' / ') || null;
}

/** Why an engine did not complete stands below the table, whole. */
function reasons(scan: Scan): string[] {
  return scan.engines
    .filter((engine) => engine.outcome !== 'completed' && engine.message !== null)
    .map((engine) => `  ${engine.engine}: ${printable(engine.message ?? '')}`);
}

function notes(scan: Scan, catalogue: readonly Notes[]): string[] {
  const took = new Set(scan.engines.filter(({ outcome }) => outcome === 'completed').map(({ engine }) => engine));
  return catalogue
    .filter(({ engine }) => took.has(engine))
    .flatMap(({ engine, notes: each }) => each.map((note) => `  ${engine}: ${printable(note)}`));
}
