import type { Logger } from './logger.ts';

/** Where a server listens: TCP, or a Unix socket. */
export type Address = { readonly host: string; readonly port: number } | { readonly path: string };

export interface Listening {
  listen(address: Address): Promise<string>;
  close(): Promise<unknown>;
}

export interface RunOptions {
  readonly name: string;
  readonly logger: Logger;
  readonly app?: Listening | undefined;
  readonly listen?: Address | undefined;
  readonly ops?: Listening | undefined;
  readonly opsListen?: Address | undefined;
  /** Started after everything listens: loops and consumers. */
  readonly start?: (() => Promise<void> | void) | undefined;
  /** Run one after the other when requests have drained: consumers first, clients last. */
  readonly close: readonly (() => Promise<unknown> | unknown)[];
  /** Longest time that running requests get to finish, in milliseconds; 25 000 when absent. */
  readonly drainMs?: number | undefined;
}

export interface Running {
  readonly address: string | null;
  readonly opsAddress: string | null;
  /** Stops as a signal would. Resolves when everything is closed. */
  stop(reason: string): Promise<void>;
}

export async function runService(_options: RunOptions): Promise<Running> {
  throw new Error('not there yet');
}

/** Runs the body of a `main.ts`; a fault in it is logged and ends the process with exit code 1. */
export async function runMain(_name: string, main: () => Promise<unknown>): Promise<void> {
  await main();
}
