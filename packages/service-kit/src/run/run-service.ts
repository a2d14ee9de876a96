import type { Logger } from '../logger.ts';
import { logWritten } from '../standard-output.ts';
import type { Address } from './address.ts';
import { closeInOrder } from './close-in-order.ts';
import { watchFaults } from './process-faults.ts';
import { removeStaleSocket } from './remove-stale-socket.ts';
import { onStopSignal } from './stop-signals.ts';

/** What listens: a Fastify instance, or something like it. */
export interface Listening {
  listen(address: Address): Promise<string>;
  /** Takes no new connections and resolves when the running requests have ended. */
  close(): Promise<unknown>;
  readonly server: { closeAllConnections(): void; closeIdleConnections(): void };
}

export interface RunOptions {
  readonly name: string;
  readonly logger: Logger;
  readonly app?: Listening | undefined;
  readonly listen?: Address | undefined;
  readonly ops?: Listening | undefined;
  readonly opsListen?: Address | undefined;
  /** Run after everything listens: loops and consumers. */
  readonly start?: (() => Promise<unknown> | unknown) | undefined;
  /** Run one after the other when requests have drained: consumers first, clients last. */
  readonly close: readonly (() => Promise<unknown> | unknown)[];
  /** Longest time that running requests get to finish, in milliseconds; 25,000 when absent. */
  readonly drainMs?: number | undefined;
}

export interface Running {
  /** Where it listens, `null` without an app. */
  readonly address: string | null;
  readonly opsAddress: string | null;
  /** Stops as a signal would, without ending the process. True when everything closed well and in time. */
  stop(reason: string): Promise<boolean>;
}

/** For closing loops and clients, beyond the `drainMs` that a consumer may need for the work it has in hand. */
const CLOSE_MS = 10_000;
const IDLE_MS = 50;

/**
 * Listens and runs until SIGTERM or SIGINT, or with `ASSAY_EXIT_WITH_STDIN=1` until standard input ends. Then it takes
 * no new connections, lets running requests finish within `drainMs`, closes the rest and ends the process. Throws when
 * it cannot listen; nothing is left open then.
 */
export async function runService(options: RunOptions): Promise<Running> {
  const { name, logger, app, ops } = options;
  watchFaults(logger);
  let stopping: Promise<boolean> | null = null;
  const stop = (reason: string) => {
    stopping ??= stopAll(options, reason);
    return stopping;
  };
  try {
    const opsAddress = await listen(ops, options.opsListen);
    const address = await listen(app, options.listen);
    await options.start?.();
    const exitWithStdin = process.env.ASSAY_EXIT_WITH_STDIN === '1';
    onStopSignal((reason) => void stop(reason).then(endWell), exitWithStdin);
    logger.info({ address, opsAddress }, `${name} is up`);
    return { address, opsAddress, stop };
  } catch (error) {
    await stop('the start failed');
    throw error;
  }
}

async function listen(server: Listening | undefined, address: Address | undefined): Promise<string | null> {
  if (server === undefined || address === undefined) return null;
  if ('path' in address) await removeStaleSocket(address.path);
  return server.listen(address);
}

async function stopAll({ app, ops, close, drainMs = 25_000, logger }: RunOptions, reason: string): Promise<boolean> {
  logger.info({ reason }, 'stopping');
  (ops as { drain?: () => void } | undefined)?.drain?.();
  if (app !== undefined) await drain(app, drainMs, logger);
  const well = await closeInOrder(close, drainMs + CLOSE_MS, logger);
  // Last, so that health and metrics can be read while the rest ends.
  if (ops !== undefined) await drain(ops, 0, logger);
  logger.info('stopped');
  return well;
}

/** Running requests that outlast the time are cut; a stop must end. */
async function drain(server: Listening, drainMs: number, logger: Logger): Promise<void> {
  const timer = setTimeout(() => server.server.closeAllConnections(), drainMs);
  // A connection whose request ends while we wait is kept alive by its client, and would be waited for.
  const idle = setInterval(() => server.server.closeIdleConnections(), IDLE_MS);
  try {
    await server.close();
  } catch (error) {
    logger.error({ err: error }, 'a server did not close');
  } finally {
    clearTimeout(timer);
    clearInterval(idle);
  }
}

async function endWell(well: boolean): Promise<void> {
  await logWritten();
  process.exit(well ? 0 : 1);
}
