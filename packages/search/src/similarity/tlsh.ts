/**
 * Distance of TLSH hashes of the form `T1` with 128 buckets and a checksum of one byte: Oliver, Cheng and Chen, "TLSH: A
 * Locality Sensitive Hash" (2013), as the reference implementation computes it. Own code, because the registry's package
 * reads the older form alone; its tests hold the reference implementation's distances.
 */
export interface Tlsh {
  readonly checksum: number;
  readonly length: number;
  readonly ratios: readonly [number, number];
  /** 32 bytes of four buckets each, in upper-case hex. */
  readonly body: string;
}

/** Beyond this two files are not alike: the paper's figure for one false alarm in a thousand. */
export const MAX_TLSH_DISTANCE = 50;

/** Hex digits of the body that make one band. 21 bands: hashes whose bodies differ in at most 20 buckets share one. */
const BAND_DIGITS = 3;
const BANDS = 21;

/** Null when the text is none. The prefix `T1` may be missing. */
export function parseTlsh(text: string): Tlsh | null {
  const found = /^(?:T1)?([0-9A-F]{2})([0-9A-F]{2})([0-9A-F])([0-9A-F])([0-9A-F]{64})$/.exec(text.toUpperCase());
  if (found === null) return null;
  const [, checksum = '', length = '', first = '', second = '', body = ''] = found;
  const number = (hex: string) => Number.parseInt(hex, 16);
  // The two digits of the length stand the other way round.
  const straight = `${length[1]}${length[0]}`;
  return { checksum: number(checksum), length: number(straight), ratios: [number(first), number(second)], body };
}

/** 0 for the same hash; without an upper bound that means something. */
export function tlshDistance(a: Tlsh, b: Tlsh): number {
  const length = around(a.length, b.length, 256);
  let distance = a.checksum === b.checksum ? 0 : 1;
  distance += length <= 1 ? length : length * 12;
  for (const at of [0, 1] as const) {
    const ratio = around(a.ratios[at], b.ratios[at], 16);
    distance += ratio <= 1 ? ratio : (ratio - 1) * 12;
  }
  for (let at = 0; at < a.body.length; at += 1) {
    distance += digitDistance(Number.parseInt(a.body[at] ?? '', 16), Number.parseInt(b.body[at] ?? '', 16));
  }
  return distance;
}

/** On a circle of `size` numbers. */
function around(a: number, b: number, size: number): number {
  const apart = Math.abs(a - b);
  return Math.min(apart, size - apart);
}

/** Of the two buckets in a hex digit; the opposite ends of a bucket's four values count double. */
function digitDistance(a: number, b: number): number {
  return bucketDistance(a >> 2, b >> 2) + bucketDistance(a & 3, b & 3);
}

function bucketDistance(a: number, b: number): number {
  const apart = Math.abs(a - b);
  return apart === 3 ? 6 : apart;
}

/** Bands with their number, as whole numbers from 2^48 on, which no chunk of an ssdeep hash reaches. */
export function tlshBands({ body }: Tlsh): number[] {
  return Array.from({ length: BANDS }, (_, band) => {
    const from = band * BAND_DIGITS;
    const digits = band === BANDS - 1 ? body.slice(from) : body.slice(from, from + BAND_DIGITS);
    return 2 ** 48 + band * 2 ** 16 + Number.parseInt(digits, 16);
  });
}
