/**
 * One record of RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe before it, because names
 * and labels are written by whoever made the sample.
 */
export function csvRecord(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  // Also behind blanks and control characters, which some spreadsheets skip.
  const harmless =
    /^[\s\p{Cc}]*[=+\-@|%\uFF0B\uFF0D\uFF1D\uFF20]/u.test(value) || /^[\t\r\n]/.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}
