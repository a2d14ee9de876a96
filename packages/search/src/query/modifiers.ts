import { AssayError, EngineId, FileVerdict } from '@assay/contracts';
import { fold } from '../fold.ts';
import { parseSsdeep } from '../similarity/ssdeep.ts';
import { parseTlsh } from '../similarity/tlsh.ts';
import type { Leaf, RangeField, TermField } from './ast.ts';
import { momentRange } from './moment-range.ts';
import { bytes, count, range } from './number-range.ts';
import { queryError } from './query-error.ts';
import type { Word } from './tokens.ts';

/** Parts of texts are found by three characters at a time, so a shorter one cannot be. */
export const LEAST_TEXT = 3;
const MOST_TEXT = 255;

/** What a word means beyond its own text. */
export interface Reading {
  /** `3d` is so long before it. */
  readonly now: Date;
  /** Ids of engines, which are modifiers too: `clamav:emotet`. */
  readonly engines: ReadonlySet<string>;
}

type Make = (word: Word, reading: Reading) => Leaf;

const MODIFIERS: Readonly<Record<string, Make>> = {
  name: (word) => ({ kind: 'text', in: 'name', text: text(word) }),
  engines: (word) => ({ kind: 'text', in: 'label', text: text(word) }),
  tag: (word) => ({ kind: 'term', field: 'tag', value: value(word) }),
  type: (word) => ({ kind: 'term', field: 'type', value: value(word) }),
  engine: (word) => term('engine', word, EngineId.safeParse(fold(word.value)).data, 'the id of an engine, as clamav'),
  signature: (word) => term('signature', word, signature(word), 'an engine and its version, as clamav=27800'),
  verdict: (word) =>
    term('verdict', word, FileVerdict.safeParse(fold(word.value)).data, `one of ${FileVerdict.options.join(', ')}`),
  md5: (word) => term('md5', word, hex(word, 32), '32 hexadecimal digits'),
  sha1: (word) => term('sha1', word, hex(word, 40), '40 hexadecimal digits'),
  sha256: (word) => term('sha256', word, hex(word, 64), '64 hexadecimal digits'),
  imphash: (word) => term('imphash', word, hex(word, 32), '32 hexadecimal digits'),
  size: (word) => within('size', word, range(word.value, bytes), 'a size, as 300, 120KB+, 2MB- or 1KB..2MB'),
  positives: (word) => counted('positives', word),
  p: (word) => counted('positives', word),
  submissions: (word) => counted('submissions', word),
  fs: (word, reading) => dated('fs', word, reading),
  first_submitted: (word, reading) => dated('fs', word, reading),
  ls: (word, reading) => dated('ls', word, reading),
  last_submitted: (word, reading) => dated('ls', word, reading),
  la: (word, reading) => dated('la', word, reading),
  last_analysed: (word, reading) => dated('la', word, reading),
  ssdeep: (word) => {
    if (parseSsdeep(word.value) === null) throw queryError(word.valueAt, 'this is no ssdeep hash.');
    return { kind: 'alike', by: 'ssdeep', hash: word.value };
  },
  tlsh: (word) => {
    if (parseTlsh(word.value) === null) throw queryError(word.valueAt, 'this is no TLSH of the form T1.');
    return { kind: 'alike', by: 'tlsh', hash: word.value.toUpperCase() };
  },
  'similar-to': (word) => {
    const hash = fileHash(word.value);
    if (hash === null) throw queryError(word.valueAt, 'similar-to: wants the MD5, SHA-1 or SHA-256 of a file.');
    return { kind: 'similar-to', hash: hash.value };
  },
  content: () => {
    throw new AssayError('unsupported-content-query');
  },
};

/** The modifiers, for whoever writes queries or explains them. */
export const MODIFIER_NAMES: readonly string[] = Object.keys(MODIFIERS).filter((name) => name !== 'content');

/** What one word of a query asks for. */
export function readWord(word: Word, reading: Reading): Leaf {
  if (word.modifier === null) return withoutModifier(word);
  if (Object.hasOwn(MODIFIERS, word.modifier)) {
    const make = MODIFIERS[word.modifier];
    if (make !== undefined) return make(word, reading);
  }
  if (reading.engines.has(word.modifier)) return { kind: 'engine-label', engine: word.modifier, text: text(word) };
  throw queryError(
    word.at,
    `there is neither a modifier nor an engine "${word.modifier.slice(0, 32)}"; known are ${MODIFIER_NAMES.join(', ')}. Put it into quotes to search for it.`,
  );
}

function withoutModifier(word: Word): Leaf {
  const hash = word.quoted ? null : fileHash(word.value);
  return hash === null ? { kind: 'text', in: 'any', text: text(word) } : { kind: 'term', ...hash };
}

/** Which hash a text of hexadecimal digits is, by its length. */
export function fileHash(text: string): { field: TermField; value: string } | null {
  if (!/^[0-9a-f]+$/i.test(text)) return null;
  const field = ({ 32: 'md5', 40: 'sha1', 64: 'sha256' } as const)[text.length];
  return field === undefined ? null : { field, value: text.toLowerCase() };
}

function value(word: Word): string {
  const folded = fold(word.value);
  if (folded === '') throw queryError(word.valueAt, 'a value is missing here.');
  if (folded.length > MOST_TEXT) throw queryError(word.valueAt, `this is longer than ${MOST_TEXT} characters.`);
  return folded;
}

/** `<engine>=<version of its signatures>`, as documents have it. */
function signature(word: Word): string | undefined {
  const [, engine, version] = /^([^=]+)=(.+)$/.exec(value(word)) ?? [];
  return version !== undefined && EngineId.safeParse(engine).success ? `${engine}=${version}` : undefined;
}

function text(word: Word): string {
  const folded = value(word);
  if ([...folded].length >= LEAST_TEXT) return folded;
  throw queryError(word.valueAt, `a text to search for has at least ${LEAST_TEXT} characters.`);
}

function hex(word: Word, digits: number): string | undefined {
  return new RegExp(`^[0-9a-f]{${digits}}$`, 'i').test(word.value) ? word.value.toLowerCase() : undefined;
}

function term(field: TermField, word: Word, found: string | undefined, wanted: string): Leaf {
  if (found === undefined) throw queryError(word.valueAt, `${field}: wants ${wanted}.`);
  return { kind: 'term', field, value: found };
}

function counted(field: RangeField, word: Word): Leaf {
  return within(field, word, range(word.value, count), 'a number, as 5, 5+, 5- or 2..5');
}

function dated(field: RangeField, word: Word, { now }: Reading): Leaf {
  const wanted = 'a day or moment in UTC, as 2026-01-31, 2026-01-31T12:00:00+, 7d+ or 2026-01-01..2026-01-31';
  return within(
    field,
    word,
    range(word.value, (text) => momentRange(text, now)),
    wanted,
  );
}

function within(field: RangeField, word: Word, bounds: ReturnType<typeof range>, wanted: string): Leaf {
  if (bounds === null) throw queryError(word.valueAt, `${field}: wants ${wanted}.`);
  return { kind: 'range', field, ...bounds };
}
