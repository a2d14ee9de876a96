import { AssayError } from '@assay/contracts/errors';

/** Bounds of work that many ask for and few do at once. */
export interface TurnLimits {
  /** Runs at the same time. */
  readonly atOnce: number;
  /** Waits at the same time, of all together. */
  readonly waiting: number;
  /** Runs or waits for one asker at the same time. */
  readonly perAsker: number;
}

export interface Turns {
  /**
   * Runs `work` when its turn has come. Rejects with AssayError `busy` at once when too many wait, or too many for this asker.
   * The program's own work has no asker, and is bounded by all alone.
   */
  take<R>(asker: string | null, work: () => Promise<R>): Promise<R>;
}

/** One after the other of those who ask, not of what is asked: who asks for much waits for it, and nobody else does. */
export function createTurns({ atOnce, waiting, perAsker }: TurnLimits): Turns {
  const queues = new Map<string | null, (() => Promise<void>)[]>();
  const open = new Map<string | null, number>();
  let running = 0;
  let queued = 0;

  function count(asker: string | null, change: 1 | -1): void {
    const now = (open.get(asker) ?? 0) + change;
    if (now === 0) open.delete(asker);
    else open.set(asker, now);
  }
  function next(): void {
    const [first] = queues;
    if (first === undefined || running >= atOnce) return;
    const [asker, [work, ...rest]] = first;
    queues.delete(asker);
    // Behind everybody else who waits.
    if (rest.length > 0) queues.set(asker, rest);
    queued -= 1;
    running += 1;
    void work?.().finally(() => {
      running -= 1;
      count(asker, -1);
      next();
    });
  }
  return {
    take<R>(asker: string | null, work: () => Promise<R>): Promise<R> {
      if (asker !== null && (open.get(asker) ?? 0) >= perAsker) {
        return Promise.reject(busy(`You have ${perAsker} searches under way; wait for one of them.`));
      }
      if (queued >= waiting) return Promise.reject(busy());
      const { promise, resolve, reject } = Promise.withResolvers<R>();
      // Never rejects: how it ended is the caller's to know.
      const turn = () => work().then(resolve, reject);
      queues.set(asker, [...(queues.get(asker) ?? []), turn]);
      queued += 1;
      count(asker, 1);
      next();
      return promise;
    },
  };
}

function busy(message?: string): AssayError {
  return new AssayError('busy', message, { retryAfterS: 1 });
}
