/** The time that something may take has passed. */
export class Overdue extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Overdue';
  }
}

/**
 * Runs `work` under a signal that aborts with `Overdue` after `ms`, or as `signal` does. The work itself must end when
 * its signal aborts; nothing goes on behind the caller's back.
 */
export async function within<T>(
  ms: number,
  signal: AbortSignal,
  message: string,
  work: (limited: AbortSignal) => Promise<T>,
): Promise<T> {
  const overdue = new AbortController();
  const timer = setTimeout(() => overdue.abort(new Overdue(message)), ms);
  try {
    return await work(AbortSignal.any([signal, overdue.signal]));
  } finally {
    clearTimeout(timer);
  }
}
