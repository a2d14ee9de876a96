import { AssayError } from '@assay/contracts';

/** Before every event. */
export const BEGINNING = '0-0';

const MAX_PART = 2n ** 64n - 1n;

/** The two numbers of a place such as `1700000000000-0`; null when it is none. */
export function parsePlace(place: string): [ms: bigint, count: bigint] | null {
  const match = /^(\d{1,20})(?:-(\d{1,20}))?$/.exec(place);
  if (!match?.[1]) return null;
  const [ms, count] = [BigInt(match[1]), BigInt(match[2] ?? '0')];
  return ms <= MAX_PART && count <= MAX_PART ? [ms, count] : null;
}

/** The place as Redis writes it. Clients send places, so anything else is their fault and is said so. */
export function checkPlace(place: string): string {
  const parsed = parsePlace(place);
  if (!parsed) throw new AssayError('invalid-argument', 'This is no place in a stream of events.');
  return `${parsed[0]}-${parsed[1]}`;
}

/** Whether one place is at or before another. */
export function isUpTo(place: string, other: string): boolean {
  const [a, b] = [parsePlace(place), parsePlace(other)];
  if (!a || !b) return false;
  return a[0] < b[0] || (a[0] === b[0] && a[1] <= b[1]);
}
