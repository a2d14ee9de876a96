/** A window of the clock: which one it is, and how long it goes on. */
export interface Window {
  readonly name: string;
  readonly endsInMs: number;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** The window of this length that `now` (milliseconds since 1970) is in; days begin at midnight in UTC. */
export function windowAt(lengthMs: number, now: number): Window {
  const at = Math.floor(now / lengthMs);
  return { name: at.toString(36), endsInMs: (at + 1) * lengthMs - now };
}
