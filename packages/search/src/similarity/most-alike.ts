import type { Likeness } from '../ports.ts';
import { compareSsdeep, parseSsdeep } from './ssdeep.ts';
import { MAX_TLSH_DISTANCE, parseTlsh, tlshDistance } from './tlsh.ts';

/** Files that one likeness finds at most. */
export const MAX_ALIKE = 1_000;
/** Files that are compared truly for each kind of hash: those that share most with it. */
export const MAX_COMPARED = 2_000;

/** A TLSH distance of this much would be likeness 0. */
const TLSH_NOTHING = 2 * MAX_TLSH_DISTANCE;

export interface HowAlike {
  readonly imphash: boolean;
  readonly ssdeep: number | null;
  readonly tlsh: number | null;
  readonly similarity: number;
}

export interface Compared<F> {
  readonly file: F;
  readonly alike: HowAlike;
}

/** The most alike of what was compared. */
export interface MostAlike<F> {
  /** The most alike first. */
  readonly files: readonly Compared<F>[];
  /** More are alike than are kept. */
  readonly cut: boolean;
}

/** Compares one file after the other truly: some twenty microseconds each, so that the caller decides when to pause. */
export function comparisonWith(wanted: Likeness): (file: Likeness) => HowAlike {
  const contexts = wanted.ssdeep === null ? null : parseSsdeep(wanted.ssdeep);
  const locality = wanted.tlsh === null ? null : parseTlsh(wanted.tlsh);
  return (file) => {
    const otherContexts = contexts === null || file.ssdeep === null ? null : parseSsdeep(file.ssdeep);
    const otherLocality = locality === null || file.tlsh === null ? null : parseTlsh(file.tlsh);
    const score = contexts === null || otherContexts === null ? 0 : compareSsdeep(contexts, otherContexts);
    const apart = locality === null || otherLocality === null ? Infinity : tlshDistance(locality, otherLocality);
    const imphash = wanted.imphash !== null && file.imphash === wanted.imphash;
    const tlsh = apart <= MAX_TLSH_DISTANCE ? apart : null;
    const similarity = Math.max(imphash ? 1 : 0, score / 100, tlsh === null ? 0 : 1 - tlsh / TLSH_NOTHING);
    return { imphash, ssdeep: score === 0 ? null : score, tlsh, similarity };
  };
}

/** Leaves out what is not alike, puts the most alike first, and keeps so many. */
export function mostAlike<F extends { readonly sha256: string }>(compared: readonly Compared<F>[]): MostAlike<F> {
  const files = compared
    .filter(({ alike }) => alike.similarity > 0)
    .sort((a, b) => b.alike.similarity - a.alike.similarity || (a.file.sha256 < b.file.sha256 ? -1 : 1));
  return { files: files.slice(0, MAX_ALIKE), cut: files.length > MAX_ALIKE };
}
