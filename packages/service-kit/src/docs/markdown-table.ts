/** A table of Markdown with its columns aligned, as the formatter of this repository wants them. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const escaped = [head, ...rows].map((row) => row.map((cell) => cell.trim().replaceAll('|', '\\|')));
  const widths = head.map((_, at) => Math.max(3, ...escaped.map((row) => [...(row[at] ?? '')].length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => pad(cell, widths[at] ?? 0)).join(' | ')} |`;
  const [first = [], ...rest] = escaped;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...rest.map(line)];
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - [...cell].length));
}
