/** One figure with the bound that it must keep. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Null: shown for information. */
  readonly bound: { readonly most?: number; readonly least?: number } | null;
}

export function keeps({ value, bound }: Figure): boolean {
  return bound === null || (value <= (bound.most ?? Infinity) && value >= (bound.least ?? -Infinity));
}

/** A table in Markdown, as it stands in docs/benchmarks.md. */
export function reportTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.what,
    show(figure.value, figure.unit),
    boundOf(figure),
    verdictOf(figure),
  ]);
  return [['figure', 'measured', 'bound', ''], ['---', '---:', '---:', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function show(value: number, unit: string): string {
  return `${value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2)} ${unit}`.trimEnd();
}

function boundOf({ bound, unit }: Figure): string {
  if (bound === null) return '';
  return bound.most === undefined ? `≥ ${bound.least} ${unit}`.trimEnd() : `≤ ${bound.most} ${unit}`.trimEnd();
}

function verdictOf(figure: Figure): string {
  if (figure.bound === null) return '';
  return keeps(figure) ? 'kept' : '**not kept**';
}
