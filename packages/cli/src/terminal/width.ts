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
  return `${first(characters(clean), columns - 1).join('')}…`;
}

/** The same with the end kept, which of paths says more than the beginning. */
export function fitEnd(text: string, columns: number): string {
  const clean = printable(text);
  if (stringWidth(clean) <= columns) return clean;
  return `…${first(characters(clean).reverse(), columns - 1)
    .reverse()
    .join('')}`;
}

const characters = (text: string) => Array.from(segments.segment(text), ({ segment }) => segment);

/** As many of the characters as have room in so many columns. */
function first(all: readonly string[], columns: number): string[] {
  let used = 0;
  const end = all.findIndex((character) => {
    used += stringWidth(character);
    return used > columns;
  });
  return all.slice(0, end === -1 ? all.length : end);
}

export { stringWidth };
