import { AssayError } from '@assay/contracts';
import type { SearchWriter } from '@assay/search';

export interface SearchBounds {
  /** Longest that a write may take, in milliseconds. */
  readonly deadlineMs: number;
  /** How long none is tried after one that took longer, in milliseconds. */
  readonly pauseMs: number;
}

/** A write takes milliseconds; one right after the removal of the same file takes up to two seconds in OpenSearch. */
const BOUNDS: SearchBounds = { deadlineMs: 5_000, pauseMs: 30_000 };

/**
 * The index to somebody who must not wait for it: a write that takes too long is given up, and for a while after it none
 * is tried, whoever wants one. One that fails at once holds nobody up and stops no other, so that a single document which
 * is refused does not keep the others out. Throws AssayError `no-search` for what was given up or not tried.
 *
 * The index goes on with what was given up until its own time is over; that does no harm, since every write may be
 * repeated and an older one never replaces a newer.
 */
export function boundedSearch(
  search: SearchWriter,
  { deadlineMs, pauseMs }: SearchBounds = BOUNDS,
  clock: () => number = () => performance.now(),
): SearchWriter {
  let pausedUntil = Number.NEGATIVE_INFINITY;

  async function bounded(write: () => Promise<void>): Promise<void> {
    if (clock() < pausedUntil) throw away('a write took too long just now; none is tried for a while');
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      pausedUntil = clock() + pauseMs;
      reject(away(`a write took longer than ${deadlineMs} ms`));
    }, deadlineMs);
    try {
      await Promise.race([write(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    put: (document) => bounded(() => search.put(document)),
    putAll: (documents) => bounded(() => search.putAll(documents)),
    remove: (userId, sha256) => bounded(() => search.remove(userId, sha256)),
  };
}

function away(internal: string): AssayError {
  return new AssayError('no-search', undefined, { internal });
}
