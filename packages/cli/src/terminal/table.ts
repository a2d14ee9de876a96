import { fit, fitEnd, padEnd, padStart, stringWidth } from './width.ts';

export interface Column {
  readonly heading: string;
  /** Numbers stand under each other by their last digit. */
  readonly right?: boolean;
  /** No wider than this, in columns of the terminal. */
  readonly most?: number;
  /** What is too wide loses its beginning, not its end. */
  readonly keepsEnd?: boolean;
  /** Marks a cell, which changes nothing of its width. */
  readonly paint?: (cell: string) => string;
}

export type Cell = string | number | null | undefined;

const GAP = '  ';
const MAX_CELL = 60;

/** Rows in straight columns below a rule. Every cell is made printable. */
export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string[] {
  const cells = rows.map((row) =>
    columns.map(({ most = MAX_CELL, keepsEnd = false }, at) => (keepsEnd ? fitEnd : fit)(text(row[at]), most)),
  );
  const widths = columns.map(({ heading }, at) =>
    Math.max(stringWidth(heading), ...cells.map((row) => stringWidth(row[at] ?? ''))),
  );
  const place = (cell: string, at: number) => {
    const { right = false, paint = (same: string) => same } = columns[at] ?? {};
    return (right ? padStart : padEnd)(cell, widths[at] ?? 0).replace(cell, () => paint(cell));
  };
  const line = (row: readonly string[]) => `${GAP}${row.map(place).join(GAP)}`.trimEnd();
  const rule = `${GAP}${widths.map((width) => '─'.repeat(width)).join(GAP)}`;
  return [line(columns.map(({ heading }) => heading)), rule, ...cells.map(line)];
}

function text(cell: Cell): string {
  return cell === null || cell === undefined || cell === '' ? '–' : String(cell);
}
