import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Credentials } from '@assay/contracts';
import type { StandaloneConfig } from './config.ts';
import { type DataDirectory, openDataDirectory } from './data/open-data-directory.ts';
import { openSecrets } from './data/secrets.ts';
import { firstAccount } from './first-account.ts';
import { type Logs, openLogs } from './logs/open-logs.ts';
import { makePlan, type Plan } from './plan.ts';
import { refuseBusyPort } from './port-in-use.ts';
import { helperProcesses, rebuildSearchEnv, type Surroundings, serviceProcesses, updaterEnv } from './processes.ts';
import { provision } from './provision.ts';
import { keepSignatures, type SignatureUpdates } from './signatures/keep-signatures.ts';
import { type SetsWatch, watchSets } from './signatures/watch-sets.ts';
import { endLeftovers, type RunningProcesses, recordProcesses } from './supervisor/running-processes.ts';
import { type ProcessEvents, type Supervised, supervise } from './supervisor/supervise.ts';

/** A system that runs. */
export interface System {
  readonly url: string;
  readonly credentials: Credentials;
  readonly data: DataDirectory;
  readonly plan: Plan;
  readonly logs: Logs;
  /** Every process by its name: `redis`, `queue`, `table`, `public`, `results-ingest`, `engine-host`, `scan-worker`. */
  readonly processes: ReadonlyMap<string, Supervised>;
  /** Resolves when the process serves (again), also while the supervisor is just bringing it back. */
  serves(name: string): Promise<void>;
  /** Stops everything in the order in which nothing is lost, and gives the data directory back; once, however often it is called. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly config: StandaloneConfig;
  /** The environment of this process; of it only what programs need to find their way is passed on. */
  readonly outside: Readonly<Record<string, string | undefined>>;
  readonly terminal: (text: string) => void;
  /** Told after each part of the start, with its name. */
  readonly onStep?: (name: string) => void;
  /** Ends the start; what has been started by then is stopped in order. */
  readonly signal?: AbortSignal;
}

/**
 * Starts the whole system on a data directory. Resolves when files can be uploaded and are scanned. Rejects when it could
 * not be started, or with the signal's reason; then nothing of it runs any more.
 */
export async function startSystem(options: StartOptions): Promise<System> {
  const { config } = options;
  await refuseBusyPort(config.ASSAY_HOST, config.ASSAY_PORT);
  const data = openDataDirectory(config.ASSAY_DATA);
  const logs = openLogs({
    folder: data.logs,
    level: config.LOG_LEVEL,
    format: config.LOG_FORMAT,
    terminal: options.terminal,
  });
  const processes = new Map<string, Supervised>();
  const running = recordProcesses(join(data.run, 'processes.json'), ({ message }) =>
    logs.error('the list of processes cannot be written', { message }),
  );
  let updates: SignatureUpdates | null = null;
  let sets: SetsWatch | null = null;
  let closing: Promise<void> | null = null;
  const close = () => {
    closing ??= closeAll();
    return closing;
  };
  const closeAll = async () => {
    sets?.stop();
    await updates?.stop();
    await stopInOrder(processes);
    logs.info('stopped');
    running.close();
    logs.close();
    data.close();
  };
  try {
    const system = await startOrAbort(options.signal, { options, data, logs, processes, running, close });
    sets = watchSets(join(data.engines, 'knowngood', 'changed'), () => loadEnginesAnew(system));
    if (config.ASSAY_FRESHCLAM === 'auto') updates = keepClamavSignatures(system, options.outside);
    return system;
  } catch (fault) {
    await close();
    throw fault;
  }
}

interface Parts {
  readonly options: StartOptions;
  readonly data: DataDirectory;
  readonly logs: Logs;
  readonly processes: Map<string, Supervised>;
  readonly running: RunningProcesses;
  readonly close: () => Promise<void>;
}

/** When the signal aborts, what is being started is stopped, so that nothing is waited for any longer. */
async function startOrAbort(signal: AbortSignal | undefined, parts: Parts): Promise<System> {
  signal?.throwIfAborted();
  const starting = startParts(parts);
  let stopped: Promise<void> | null = null;
  const stop = () => {
    stopped = stopInOrder(parts.processes);
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await starting;
  } catch (fault) {
    // What failed by being stopped is no fault of its own.
    signal?.throwIfAborted();
    throw fault;
  } finally {
    signal?.removeEventListener('abort', stop);
    await stopped;
  }
}

async function startParts({ options, data, logs, processes, running, close }: Parts): Promise<System> {
  const { config, outside, onStep = () => undefined, signal } = options;
  const killed = await endLeftovers(join(data.run, 'processes.json'));
  if (killed.length > 0) logs.warn('processes of an earlier run were still there and were killed', { killed });

  const plan = await makePlan(data, config.ASSAY_PORT, outside.PATH ?? '');
  const secrets = openSecrets(data.secrets, [plan.pool]);
  const around: Surroundings = { config, data, secrets, plan, outside };
  const events = tellLogs(logs, running);
  const add = (specs: ReturnType<typeof helperProcesses>) =>
    specs.map((spec) => {
      const supervised = supervise(spec, events);
      processes.set(spec.name, supervised);
      return supervised;
    });

  const start: StartAll = (all) => startAll(all, logs, signal);
  await start(add(helperProcesses(around)));
  writeFileSync(join(data.search, 'rebuild.env'), rebuildSearchEnv(around), { mode: 0o600 });
  onStep('Redis, queues and table');
  const url = urlOf(config.ASSAY_HOST, plan.publicPort);
  const [provisioned, credentials] = await (async () => {
    const made = await provision(plan);
    return [made, await firstAccount({ plan, sealKeyFile: secrets.sealKeyFile, file: data.credentials, url })] as const;
  })();
  onStep('topic, indexes, account');
  await startServices(add(serviceProcesses(around, provisioned)), start);
  signal?.throwIfAborted();
  onStep('services and engines');

  return {
    url,
    credentials,
    data,
    plan,
    logs,
    processes,
    async serves(name) {
      const found = processes.get(name);
      if (found === undefined) throw new Error(`there is no process ${name}`);
      await found.serves();
    },
    stop: close,
  };
}

const UPDATE_S = 14 * 60;
/** The updater stops itself before, and then says what it has changed. */
const UPDATE_MS = (UPDATE_S + 60) * 1000;

/** Brings ClamAV's official signatures beside the scanning, and lets the engine host load what is new. */
function keepClamavSignatures(system: System, outside: StartOptions['outside']): SignatureUpdates {
  const { data, plan, logs } = system;
  return keepSignatures({
    updater: join(dirname(plan.engineHost), 'assay-clamav-update'),
    args: [join(data.engines, 'clamav'), '--timeout', String(UPDATE_S)],
    env: updaterEnv(outside),
    timeoutMs: UPDATE_MS,
    onChanged: () => loadEnginesAnew(system),
    log: logs,
  });
}

/** Lets the engine host load what is new beside what it has. */
function loadEnginesAnew({ processes }: System): void {
  const host = processes.get('engine-host')?.pid() ?? null;
  // A host that is just being started again reads the new sets anyway.
  if (host !== null) process.kill(host, 'SIGHUP');
}

/** All at once, but the worker after results-ingest: it would begin by reporting that nobody is there. */
async function startServices(all: readonly Supervised[], start: StartAll): Promise<void> {
  const named = (name: string) => all.filter((each) => each.name === name);
  const others = all.filter(({ name }) => name !== 'results-ingest' && name !== 'scan-worker');
  const path = start(named('results-ingest')).then(() => start(named('scan-worker')));
  await Promise.all([start(others), path]);
}

type StartAll = (all: readonly Supervised[]) => Promise<void>;

async function startAll(all: readonly Supervised[], logs: Logs, signal: AbortSignal | undefined): Promise<void> {
  // What was stopped must not be started after that.
  signal?.throwIfAborted();
  const start = (each: Supervised) =>
    each.start().catch((fault: Error) => {
      const [newest = ''] = logs.tail(each.name).slice(-1);
      throw new Error(`${fault.message}${newest === '' ? '' : `; the last it said:\n  ${newest.slice(0, 1000)}`}`, {
        cause: fault.cause,
      });
    });
  await Promise.all(all.map(start));
}

/** What takes work first, what it stands on last. */
const ENDING = [
  ['public', 'scan-worker'],
  ['engine-host', 'results-ingest'],
  ['queue', 'table', 'redis'],
];

async function stopInOrder(processes: ReadonlyMap<string, Supervised>): Promise<void> {
  for (const names of ENDING) await Promise.all(names.map((name) => processes.get(name)?.stop()));
}

function tellLogs(logs: Logs, running: RunningProcesses): ProcessEvents {
  return {
    line: (name, text) => logs.line(name, text),
    started(name, pid) {
      running.set(name, pid);
      logs.info('a process was started', { process: name, pid });
    },
    died(name, how, { delayMs, keepsCrashing }) {
      const fields = { process: name, how, delayMs };
      if (keepsCrashing) logs.error('a process keeps ending; it is started again and again', fields);
      else logs.warn('a process ended and is started again', fields);
    },
  };
}

/** Where a browser or a client on this machine finds it; what listens everywhere is reached on the loopback address. */
function urlOf(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
