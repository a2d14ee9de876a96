import stringWidth from 'string-width';
import { printable } from './printable.ts';

const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Filled with blanks to so many columns of the terminal; characters of East Asia take two. */
export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)));
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - stringWidth(text))) + text;
}

/** Printable, and cut to so many columns, with an ellipsis where something was cut off. */
export function fit(text: string, columns: number): string {
  const clean = printable(text);
  if (stringWidth(clean) <= columns) return clean;
  let kept = '';
  for (const { segment } of segments.segment(clean)) {
    if (stringWidth(kept) + stringWidth(segment) > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

export { stringWidth };
