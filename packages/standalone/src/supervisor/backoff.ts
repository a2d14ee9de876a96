const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;
/** A process that stayed up for so long had a fresh start; what ends it now is a new story. */
const SETTLED_MS = 30_000;
/** After so many ends in a row, each before it settled, it is said to be crashing again and again. */
const CRASH_LOOP = 5;

export interface Backoff {
  /** The process ended after so long: how long to wait before it is started again, and whether it keeps crashing. */
  ended(uptimeMs: number): { delayMs: number; keepsCrashing: boolean };
}

/** Waits longer each time, so that a process that cannot run does not take the machine with it. */
export function createBackoff(): Backoff {
  let inARow = 0;
  return {
    ended(uptimeMs) {
      inARow = uptimeMs >= SETTLED_MS ? 1 : inARow + 1;
      const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (inARow - 1));
      return { delayMs, keepsCrashing: inARow >= CRASH_LOOP };
    },
  };
}
