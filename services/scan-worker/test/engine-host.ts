import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A test engine: it does what its sample tells it to. `more` are lines of its manifest. */
export interface TestEngine {
  readonly id: string;
  readonly more?: string;
  readonly timeoutS?: number;
}

/** The real engine host with engines of ours, in a folder of its own. */
export interface EngineHost {
  readonly socket: string;
  /** Where samples must lie. */
  readonly samples: string;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export async function startEngineHost(engines: readonly TestEngine[]): Promise<EngineHost> {
  // The path of a Unix socket may have 107 characters.
  const folder = await mkdtemp(join(tmpdir(), 'assay-eh-'));
  const code = await readFile(join(ROOT, 'scanners/sdk/tests/obedient_engine.py'), 'utf8');
  for (const engine of engines) await writeEngine(folder, engine, code);
  const socket = join(folder, 'host.sock');
  const samples = join(folder, 'scratch', 'samples');
  const options = ['--socket', socket, '--scratch', join(folder, 'scratch'), '--exit-with-stdin', '--concurrency', '4'];
  const sources = engines.flatMap(({ id }) => ['--source', join(folder, id), '--engine', id]);
  let child: ChildProcess;

  const start = () => {
    child = spawn(join(ROOT, '.venv/bin/assay-engine'), ['host', ...options, ...sources], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
  };
  const ended = async (end: () => void) => {
    const exit = once(child, 'exit');
    end();
    await exit;
  };
  start();
  return {
    socket,
    samples,
    start,
    kill: () => ended(() => child.kill('SIGKILL')),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) await ended(() => child.stdin?.end());
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function writeEngine(folder: string, { id, more = '', timeoutS = 30 }: TestEngine, code: string): Promise<void> {
  const name = id.replaceAll('-', '_');
  await mkdir(join(folder, id, 'src', name), { recursive: true });
  await writeFile(join(folder, id, 'src', name, '__init__.py'), code);
  await writeFile(
    join(folder, id, 'pyproject.toml'),
    `[project]\nname = "assay-${id}"\nversion = "1.2.3"\n\n[project.entry-points."assay.engines"]\n${id} = "${name}:TestEngine"\n`,
  );
  await writeFile(
    join(folder, id, 'engine.toml'),
    `id = "${id}"\nname = "Test ${id}"\nkind = "rules"\ndescription = "An engine for tests."\nos = "linux"\n` +
      `max_bytes = 1_000_000\nprovides = ["said"]\n${more}\n[limits]\ntimeout_s = ${timeoutS}\nmemory_mb = 256\n` +
      'processes = 8\ntmp_mb = 2\n',
  );
}
