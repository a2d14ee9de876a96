import { randomUUID } from 'node:crypto';
import type {
  ErrorMessage,
  HostedEngine,
  HostMessage,
  HostRequest,
  LogMessage,
  ResultMessage,
  SampleType,
} from '@assay/contracts';
import type { z } from 'zod';
import type { WorkerLogger } from '../worker-logger.ts';
import { connectHost, type HostConnection } from './host-connection.ts';
import { createReadiness } from './readiness.ts';

export type HostAnswer = z.infer<typeof ResultMessage> | z.infer<typeof ErrorMessage>;
export type HostLog = z.infer<typeof LogMessage>;
export type RunRequest = Omit<Extract<HostRequest, { op: 'scan' }>, 'op' | 'id'>;

/** The connection ended while something was asked of the host: nobody knows what became of it. */
export class HostLost extends Error {
  constructor() {
    super('the engine host ended or was not reached');
    this.name = 'HostLost';
  }
}

/** The host said something about this run that it may not say. */
export class HostRubbish extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'HostRubbish';
  }
}

export interface HostClientOptions {
  readonly address: string;
  readonly token: string | null;
  /** Longest time that engines may still be loading while nothing is claimed, from when the host was reached. */
  readonly engineStartMs: number;
  /** A host that says nothing for so long has hung, and the connection is given up; a minute unless told. */
  readonly silenceMs?: number;
  readonly logger: WorkerLogger;
  /** Told when the host has reported its engines, and with null when it is lost. */
  readonly onEngines: (engines: readonly HostedEngine[] | null) => void;
}

export interface HostClient {
  start(): void;
  /** The engines as the host last reported them; null while there is no host. */
  engines(): readonly HostedEngine[] | null;
  /** Whether `ready` would resolve at once. */
  isReady(): boolean;
  /** Resolves with the engines when the host is reached and none of them is loading; throws when `signal` aborts. */
  ready(signal: AbortSignal): Promise<readonly HostedEngine[]>;
  /** The sample's type, null when it is not known. Throws `HostLost`, `HostRubbish`, or the signal's reason. */
  identify(path: string, signal: AbortSignal): Promise<SampleType | null>;
  /** Runs an engine. Throws as `identify` does; an aborted run is cancelled at the host. */
  scan(run: RunRequest, onLog: (line: HostLog) => void, signal: AbortSignal): Promise<HostAnswer>;
  close(): void;
}

/** Something that was asked of the host and is not answered yet. */
interface Pending {
  heard(message: HostMessage): void;
  failed(error: Error): void;
}

const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 2000;
/** Until the engines have loaded the host is asked this often, in case it does not tell of itself. */
const ASK_MS = 1000;
/** Afterwards it is asked this often, to see that it still answers. */
const HEARTBEAT_MS = 20_000;

/** Keeps one connection to the engine host and finds the asker of each message. Reconnects for ever, with a pause. */
export function createHostClient(options: HostClientOptions): HostClient {
  const { logger } = options;
  const pending = new Map<string, Pending>();
  const readiness = createReadiness(options.engineStartMs);
  let connection: HostConnection | null = null;
  let connected = false;
  let stopped = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let asking: NodeJS.Timeout | undefined;
  let silence: NodeJS.Timeout | undefined;

  function open(): void {
    if (stopped) return;
    connection = connectHost(options.address, options.token, {
      connected() {
        connected = true;
        // It reports by itself; asked is only a host that does not.
        askIn(ASK_MS);
        silence = setTimeout(giveUp, options.silenceMs ?? 60_000);
      },
      message(message) {
        silence?.refresh();
        hear(message);
      },
      rubbish(reason, id) {
        silence?.refresh();
        logger.warn({ run: id, reason }, 'the engine host sent rubbish');
        if (id !== null) pending.get(id)?.failed(new HostRubbish(reason));
      },
      closed: lose,
    });
  }

  function hear(message: HostMessage): void {
    if (message.op === 'engines') {
      if (failures > 0) logger.info({}, 'the engine host is back');
      failures = 0;
      readiness.reported(message.engines);
      options.onEngines(message.engines);
      askIn(message.engines.some((engine) => engine.loading === true) ? ASK_MS : HEARTBEAT_MS);
      return;
    }
    // A run that was cancelled may still have something to say, so an unknown id is nobody's fault here.
    pending.get(message.id)?.heard(message);
  }

  function lose(error: Error | null): void {
    const before = connected;
    connected = false;
    connection = null;
    clearTimeout(asking);
    clearTimeout(silence);
    readiness.lost();
    if (before) options.onEngines(null);
    for (const asker of [...pending.values()]) asker.failed(new HostLost());
    if (stopped) return;
    if (failures === 0) logger.warn({ err: error ?? undefined }, 'the engine host is not there; connecting again');
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures, 10), MAX_PAUSE_MS);
    failures += 1;
    timer = setTimeout(open, pauseMs);
  }

  function askIn(ms: number): void {
    clearTimeout(asking);
    asking = setTimeout(() => {
      connection?.send({ op: 'engines' });
      askIn(HEARTBEAT_MS);
    }, ms);
  }

  function giveUp(): void {
    logger.error({}, 'the engine host says nothing any more; connecting again');
    connection?.close();
  }

  /** Asks with an id of its own and waits for what `answer` makes of the messages about it. */
  function request<T>(
    order: (id: string) => HostRequest,
    answer: (message: HostMessage) => { value: T } | { error: Error } | null,
    signal: AbortSignal,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const via = connection;
      if (via === null || !connected) return reject(new HostLost());
      const id = randomUUID();
      const settle = () => {
        pending.delete(id);
        signal.removeEventListener('abort', abort);
      };
      const abort = () => {
        settle();
        via.send({ op: 'cancel', id });
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
      pending.set(id, {
        heard(message) {
          const found = answer(message);
          if (found === null) return;
          settle();
          if ('error' in found) reject(found.error);
          else resolve(found.value);
        },
        failed(error) {
          settle();
          if (error instanceof HostRubbish) via.send({ op: 'cancel', id });
          reject(error);
        },
      });
      via.send(order(id));
    });
  }

  return {
    start: open,
    engines: () => readiness.engines(),
    isReady: () => readiness.settled() !== null,
    ready: (signal) => readiness.ready(signal),
    identify: (path, signal) =>
      request(
        (id) => ({ op: 'identify', id, path }),
        (message) => {
          if (message.op === 'identified') return { value: message.type };
          if (message.op === 'error') return { error: new HostRubbish(message.message) };
          return null;
        },
        signal,
      ),
    scan: (run, onLog, signal) =>
      request(
        (id) => ({ ...run, op: 'scan', id }),
        (message) => {
          if (message.op === 'log') onLog(message);
          return message.op === 'result' || message.op === 'error' ? { value: message } : null;
        },
        signal,
      ),
    close() {
      stopped = true;
      clearTimeout(timer);
      clearTimeout(asking);
      clearTimeout(silence);
      connection?.close();
    },
  };
}
