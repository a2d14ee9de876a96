import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Api, connectApi } from '@assay/cli';
import { Credentials } from '@assay/contracts';

const START = fileURLToPath(new URL('../../standalone/setup/start.mjs', import.meta.url));

export interface RunningSystem {
  readonly api: Api;
  readonly credentials: Credentials;
  readonly process: ChildProcess;
  /** From the start of the command to the end of its self-check, in milliseconds. */
  readonly startMs: number;
  pid(name: string): number;
  stop(): Promise<void>;
}

/** The system as `npm start` runs it, with set-up and self-check, on this data directory and a free port. */
export async function runSystem(data: string, outside: NodeJS.ProcessEnv): Promise<RunningSystem> {
  const began = performance.now();
  const child = spawn(process.execPath, [START], {
    env: {
      ...outside,
      ASSAY_DATA: data,
      ASSAY_PORT: '0',
      LOG_LEVEL: 'error',
      ASSAY_FRESHCLAM: 'off',
      MAX_FILE_BYTES: String(8 * 1024 ** 3),
      // Counted and answered like any other, and never reached.
      REQUESTS_PER_MINUTE: '1000000000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (/self-check (passed|failed)/i.test(line)) break;
  }
  if (!said.at(-1)?.includes('passed')) {
    child.stdout.resume();
    await end(child);
    throw new Error(`the system did not come up well:\n${said.join('\n')}`);
  }
  const startMs = performance.now() - began;
  child.stdout.resume();
  const credentials = Credentials.parse(JSON.parse(readFileSync(join(data, 'credentials.json'), 'utf8')));
  return {
    api: connectApi(credentials.url, credentials),
    credentials,
    process: child,
    startMs,
    pid(name) {
      const running = JSON.parse(readFileSync(join(data, 'run/processes.json'), 'utf8')) as Record<
        string,
        { pid: number }
      >;
      const pid = running[name]?.pid;
      if (pid === undefined) throw new Error(`${name} does not run`);
      return pid;
    },
    stop: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
