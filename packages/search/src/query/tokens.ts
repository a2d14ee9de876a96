import { queryError } from './query-error.ts';

/** A word with what stood before its first colon, when that has the form of a modifier. */
export interface Word {
  readonly kind: 'word';
  readonly at: number;
  /** In lower case. */
  readonly modifier: string | null;
  readonly value: string;
  readonly valueAt: number;
  readonly quoted: boolean;
}

export type Token = Word | { readonly kind: '(' | ')' | 'minus' | 'end'; readonly at: number };

const SPACE = /\s+/y;
const MODIFIER = /([A-Za-z][A-Za-z0-9_-]*):/y;
/** A backslash stands for itself but before a quote or another backslash. */
const QUOTED = /"((?:[^"\\]|\\["\\]|\\(?!["\\]))*)"/y;
const BARE = /[^\s()"]+/y;

/** Cuts a query into tokens; the last one is always `end`. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at += match[0].length;
    return match;
  };
  while (take(SPACE) !== null || at < text.length) {
    const character = text[at];
    if (character === undefined) break;
    if (character === '(' || character === ')') found.push({ kind: character, at });
    if (character === '-') found.push({ kind: 'minus', at });
    if (character === '(' || character === ')' || character === '-') at += 1;
    else found.push(word(text, () => at, take));
  }
  return [...found, { kind: 'end', at: text.length }];
}

function word(text: string, place: () => number, take: (pattern: RegExp) => RegExpExecArray | null): Word {
  const at = place();
  const modifier = take(MODIFIER)?.[1]?.toLowerCase() ?? null;
  const valueAt = place();
  if (text[valueAt] !== '"') {
    return { kind: 'word', at, modifier, value: take(BARE)?.[0] ?? '', valueAt, quoted: false };
  }
  const quoted = take(QUOTED);
  if (quoted === null) throw queryError(valueAt, 'this quote is never closed.');
  const value = (quoted[1] ?? '').replace(/\\(["\\])/g, '$1');
  return { kind: 'word', at, modifier, value, valueAt, quoted: true };
}
