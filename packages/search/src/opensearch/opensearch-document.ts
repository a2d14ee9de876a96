import type { SearchDocument } from '@assay/contracts';
import { documentTerms } from '../document-terms.ts';
import { fold } from '../fold.ts';
import { chunksOf } from '../similarity/chunks.ts';

/** What the index holds of a file. Only what is compared truly is read back. */
export function opensearchDocument(document: SearchDocument) {
  const texts = (all: readonly (string | null)[]) =>
    all.map((text) => plain(fold(text ?? ''))).filter((text) => text !== '');
  const labelled = document.engines.filter(({ label }) => label !== null && label !== '');
  return {
    userId: document.userId,
    sha256: document.sha256,
    terms: documentTerms(document),
    names: texts(document.names),
    labels: texts(labelled.map(({ label }) => label)),
    words: texts([...document.tags, document.typeTag, ...document.typeTags, document.typeDescription]),
    engineLabels: labelled.map(({ engine, label }) => labelOf(engine, plain(fold(label ?? '')))),
    size: document.size,
    positives: document.malicious,
    submissions: document.timesSubmitted,
    fs: Date.parse(document.firstSubmitted),
    ls: Date.parse(document.lastSubmitted),
    la: document.lastAnalysed === null ? null : Date.parse(document.lastAnalysed),
    imphash: document.imphash,
    ssdeep: document.ssdeep,
    tlsh: document.tlsh,
    chunks: chunksOf(document).map(String),
  };
}
export type OpensearchDocument = ReturnType<typeof opensearchDocument>;

const SPECIAL: Readonly<Record<string, string>> = { '\\': '\u0001', '*': '\u0002', '?': '\u0003' };

/**
 * A folded text without what means something in a pattern; control characters, which no folded text has, stand for it.
 * OpenSearch's `wildcard` fields do not find an escaped backslash.
 */
export function plain(text: string): string {
  return text.replace(/[\\*?]/g, (character) => SPECIAL[character] ?? '');
}

/** A label with the engine that gave it; neither holds a line feed. */
export function labelOf(engine: string, label: string): string {
  return `${engine}\n${label}`;
}

export function documentId(userId: string, sha256: string): string {
  return `${userId}-${sha256}`;
}

const KEYWORD = { type: 'keyword' } as const;
const NUMBER = { type: 'long' } as const;
/** Parts of texts are found by three characters at a time, as in SQLite. */
const PARTS = { type: 'wildcard' } as const;

/** Nothing is indexed that is not named here. */
export const MAPPINGS = {
  dynamic: 'strict',
  properties: {
    ...{
      userId: KEYWORD,
      sha256: KEYWORD,
      terms: KEYWORD,
      imphash: KEYWORD,
      ssdeep: KEYWORD,
      tlsh: KEYWORD,
      chunks: KEYWORD,
    },
    ...{ names: PARTS, labels: PARTS, words: PARTS, engineLabels: PARTS },
    ...{ size: NUMBER, positives: NUMBER, submissions: NUMBER, fs: NUMBER, ls: NUMBER, la: NUMBER },
  },
} as const;

/** A removed file may come again with a lower version, so versions of what was removed are not remembered. */
export const SETTINGS = { index: { gc_deletes: '0s' } } as const;
