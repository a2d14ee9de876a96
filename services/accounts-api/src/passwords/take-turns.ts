import { AssayError } from '@assay/contracts';

/** Runs what is given, at most `atOnce` at a time; further ones wait, and beyond `waiting` of them are `busy`. */
export function takeTurns(atOnce: number, waiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = [];
  let running = 0;

  async function turn(): Promise<void> {
    if (running < atOnce) {
      running += 1;
      return;
    }
    if (queue.length >= waiting) throw new AssayError('busy', undefined, { retryAfterS: 2 });
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  return async (work) => {
    await turn();
    try {
      return await work();
    } finally {
      // Whoever waits takes over this turn, so that `running` never falls short in between.
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
