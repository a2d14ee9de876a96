import type { Logger } from '../logger.ts';

// One for the process, because its events are the process's: the latest logger that is known.
let current: Logger | null = null;
let ending = false;

/** From now on a fault that nobody caught is logged here and ends the process; the supervisor starts a new one. */
export function watchFaults(logger: Logger): void {
  const first = current === null;
  current = logger;
  if (!first) return;
  process.on('uncaughtException', (error) => endWith('uncaught exception', error));
  process.on('unhandledRejection', (reason) => endWith('unhandled rejection', reason));
}

/** Logs the fault and ends the process with exit code 1. */
export function endWith(what: string, error: unknown): void {
  // Logging may be what failed, and would come back here.
  if (ending) process.exit(1);
  ending = true;
  current?.fatal({ err: error }, what);
  process.exit(1);
}
