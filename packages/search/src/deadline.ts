import { AssayError } from '@assay/contracts/errors';

/** How long one search may take, in milliseconds. */
export const SEARCH_MS = 5_000;

/** When a search is given up. */
export interface Deadline {
  /** Throws AssayError `too-long` when the time is over. */
  check(): void;
  /** Milliseconds that are left; throws like `check`. */
  leftMs(): number;
}

/** The time begins now. */
export function deadlineIn(ms: number): Deadline {
  const end = performance.now() + ms;
  const leftMs = () => {
    const left = end - performance.now();
    if (left <= 0) throw new AssayError('too-long', undefined, { internal: `a search took more than ${ms} ms` });
    return left;
  };
  return { check: () => void leftMs(), leftMs };
}
