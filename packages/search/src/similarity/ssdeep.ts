/**
 * Comparison of ssdeep hashes as Kornblum defined it ("Identifying almost identical files using context triggered
 * piecewise hashing", 2006) and libfuzzy scores it: `<block size>:<hash>:<hash of twice the block size>`. Own code,
 * because no maintained package of the registry compares; its tests compare with the library's own scores.
 */
export interface Ssdeep {
  readonly blockSize: number;
  readonly parts: readonly [string, string];
}

const SPAM_SUM_LENGTH = 64;
const MIN_BLOCK_SIZE = 3;
/** Shorter common parts than this are chance. */
export const CHUNK_LENGTH = 7;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const MAX_BLOCK_SIZE = MIN_BLOCK_SIZE * 2 ** 30;

/** The parts of a hash, runs of one character cut to three as the comparison wants them; null when it is none. */
export function parseSsdeep(text: string): Ssdeep | null {
  const found = /^(\d{1,10}):([A-Za-z0-9+/]{0,64}):([A-Za-z0-9+/]{0,64})$/.exec(text);
  if (found === null) return null;
  const blockSize = Number(found[1]);
  const doublings = Math.log2(blockSize / MIN_BLOCK_SIZE);
  if (!Number.isInteger(doublings) || doublings < 0 || blockSize > MAX_BLOCK_SIZE) return null;
  return { blockSize, parts: [withoutRuns(found[2] ?? ''), withoutRuns(found[3] ?? '')] };
}

function withoutRuns(text: string): string {
  return text.replace(/(.)\1{3,}/g, '$1$1$1');
}

/** 0 to 100; 0 for hashes without seven characters in common or of block sizes that do not meet. */
export function compareSsdeep(a: Ssdeep, b: Ssdeep): number {
  if (a.blockSize === b.blockSize) {
    if (a.parts[0] === b.parts[0] && a.parts[1] === b.parts[1]) return 100;
    return Math.max(score(a.parts[0], b.parts[0], a.blockSize), score(a.parts[1], b.parts[1], a.blockSize * 2));
  }
  if (a.blockSize * 2 === b.blockSize) return score(a.parts[1], b.parts[0], b.blockSize);
  if (b.blockSize * 2 === a.blockSize) return score(a.parts[0], b.parts[1], a.blockSize);
  return 0;
}

function score(a: string, b: string, blockSize: number): number {
  if (!haveChunkInCommon(a, b)) return 0;
  const scaled = Math.floor((editDistance(a, b) * SPAM_SUM_LENGTH) / (a.length + b.length));
  const alike = 100 - Math.floor((scaled * 100) / SPAM_SUM_LENGTH);
  // With small blocks a short match says little; the cap grows with the block size.
  if (blockSize >= ((99 + CHUNK_LENGTH) / CHUNK_LENGTH) * MIN_BLOCK_SIZE) return alike;
  return Math.min(alike, Math.floor(blockSize / MIN_BLOCK_SIZE) * Math.min(a.length, b.length));
}

function haveChunkInCommon(a: string, b: string): boolean {
  for (let at = 0; at + CHUNK_LENGTH <= a.length; at += 1) {
    if (b.includes(a.slice(at, at + CHUNK_LENGTH))) return true;
  }
  return false;
}

/**
 * Levenshtein's distance in which a replaced character is one removed and one inserted: at most the length of both, 128.
 */
function editDistance(a: string, b: string): number {
  // One row that is overwritten from left to right: thousands of comparisons make no garbage.
  const row = Uint8Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let line = 0; line < a.length; line += 1) {
    const character = a.charCodeAt(line);
    let diagonal = row[0] ?? 0;
    let left = line + 1;
    row[0] = left;
    for (let at = 1; at <= b.length; at += 1) {
      const above = row[at] ?? 0;
      const replaced = diagonal + (b.charCodeAt(at - 1) === character ? 0 : 2);
      left = Math.min(above + 1, left + 1, replaced);
      row[at] = left;
      diagonal = above;
    }
  }
  return row[b.length] ?? 0;
}

/**
 * Every run of seven characters of both parts with its block size, as a whole number below 2^48: two hashes score above
 * 0 only when they share one.
 */
export function ssdeepChunks({ blockSize, parts }: Ssdeep): number[] {
  const chunks = new Set<number>();
  for (const [at, part] of parts.entries()) {
    const doublings = Math.log2(blockSize / MIN_BLOCK_SIZE) + at;
    for (let from = 0; from + CHUNK_LENGTH <= part.length; from += 1) {
      let chunk = doublings;
      for (const character of part.slice(from, from + CHUNK_LENGTH)) chunk = chunk * 64 + ALPHABET.indexOf(character);
      chunks.add(chunk);
    }
  }
  return [...chunks];
}
