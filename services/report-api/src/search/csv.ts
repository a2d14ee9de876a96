/**
 * One record of RFC 4180. What a spreadsheet would take for a formula gets an apostrophe before it, because names and
 * labels are written by whoever made the sample.
 */
export function csvRecord(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/** What begins a formula somewhere, in its wide forms too. */
const FORMULA = '[=+\\-@%\\uFF0B\\uFF0D\\uFF1D\\uFF20]';
/** Blanks and control characters, which some spreadsheets skip, and quotes, which may end before the formula. */
const SKIPPED = '[\\s\\p{Cc}"]*';
const AT_BEGIN = new RegExp(`^(?=${SKIPPED}(?:${FORMULA}|\\|)|[\\t\\r\\n])`, 'u');
/**
 * Where a semicolon, tab, bar or line feed is read as the end of a cell, as spreadsheets do in half of Europe, quotes do not hold
 * and the rest of the text is a cell of its own.
 */
const INSIDE = new RegExp(`([;\\t|\\r\\n]${SKIPPED})(?=${FORMULA})`, 'gu');

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = value.replace(INSIDE, "$1'").replace(AT_BEGIN, "'");
  return `"${harmless.replaceAll('"', '""')}"`;
}
