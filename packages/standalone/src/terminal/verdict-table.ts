import type { CatalogueEngine, ScanDetail } from '@assay/contracts';
import type { z } from 'zod';

type Scan = z.infer<typeof ScanDetail>;
type Notes = Pick<z.infer<typeof CatalogueEngine>, 'engine' | 'notes'>;
type Engine = Scan['engines'][number];

const HEADINGS = ['engine', 'outcome', 'verdict', 'label', 'versions', 'ms'];
const MAX_CELL = 44;

/** What every engine said of a file, as lines of a table, with what a reader must know of the engines below it. */
export function verdictTable(scan: Scan, catalogue: readonly Notes[] = []): string[] {
  const rows = [HEADINGS, ...scan.engines.map(row)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, at) => pad(cell, widths[at] ?? 0, at)).join('  ')}`.trimEnd();
  const rule = `  ${widths.map((width) => '─'.repeat(width)).join('  ')}`;
  const [headings = [], ...engines] = rows;
  return [line(headings), rule, ...engines.map(line), ...reasons(scan), ...notes(scan, catalogue)];
}

function row(engine: Engine): string[] {
  return [
    engine.engine,
    engine.outcome ?? 'no answer',
    engine.verdict ?? '–',
    cut(engine.label ?? '–'),
    cut(versions(engine)),
    engine.duration_ms === null ? '–' : String(engine.duration_ms),
  ];
}

/** Program, then signature set: `1.4.2 / 27800`. */
function versions(engine: Engine): string {
  return [engine.engine_version, engine.signature_version].filter((version) => version !== null).join(' / ') || '–';
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

function pad(cell: string, width: number, column: number): string {
  return column === HEADINGS.length - 1 ? cell.padStart(width) : cell.padEnd(width);
}

function cut(text: string): string {
  const clean = printable(text);
  return clean.length <= MAX_CELL ? clean : `${clean.slice(0, MAX_CELL - 1)}…`;
}

/** Names and labels come from files; what would steer a terminal is taken out. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�');
}
