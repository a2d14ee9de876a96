import type { SearchDocument } from '@assay/contracts';
import { fold } from './fold.ts';
import type { TermField } from './query/ast.ts';

/** A value by which files are found when it is equal. */
export function term(field: TermField | 'ssdeep', value: string): string {
  return `${field}:${value}`;
}

const HASHES = { 32: 'md5', 40: 'sha1', 64: 'sha256' } as const;

/** The term of the files with this MD5, SHA-1 or SHA-256 in lower case. */
export function hashTerm(hash: string): string {
  return term(HASHES[hash.length as keyof typeof HASHES], hash);
}

/** Every term of a document. An engine's name stands for the files that it detects. */
export function documentTerms(document: SearchDocument): string[] {
  const type = document.typeDescription === null ? [] : [document.typeDescription, ...words(document.typeDescription)];
  const detecting = document.engines.filter(({ verdict }) => verdict === 'malicious' || verdict === 'suspicious');
  const all: [TermField | 'ssdeep', readonly (string | null)[]][] = [
    ['tag', document.tags.map(fold)],
    ['type', [document.typeTag, ...document.typeTags, ...type].map((text) => (text === null ? null : fold(text)))],
    ['engine', detecting.map(({ engine }) => engine)],
    ['signature', document.engines.map(signatureOf)],
    ['verdict', [document.verdict ?? 'unknown']],
    ['md5', [document.md5]],
    ['sha1', [document.sha1]],
    ['sha256', [document.sha256]],
    ['imphash', [document.imphash]],
    ['ssdeep', [document.ssdeep]],
  ];
  const terms = all.flatMap(([field, values]) =>
    values.filter((value) => value !== null && value !== '').map((value) => term(field, value as string)),
  );
  return [...new Set(terms)];
}

/** With which signatures an engine looked; null when it has none. */
function signatureOf({ engine, signatures }: SearchDocument['engines'][number]): string | null {
  return signatures === null ? null : `${engine}=${fold(signatures)}`;
}

function words(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}
