import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Api, connectApi } from '@assay/cli';
import { Credentials } from '@assay/contracts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startTimeOf } from '../../src/data/start-time.ts';
import { startTestSystem, temporaryData, testEnvironment } from './support/start-test-system.ts';
import { checkNothingLost, uploadUntil } from './support/uploads-under-fire.ts';

/** What is handed out when everything dies may come back at the deadline of its engines alone. */
const LONGEST_MS = 400_000;

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

interface Running {
  readonly api: Api;
  readonly supervisor: ChildProcess;
  /** Every process of the run by its id, the supervisor's too. */
  pids(): number[];
}

/** The system as a process of its own, as `npm start` runs it. */
async function runMain(data: string): Promise<Running> {
  const supervisor = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...testEnvironment(data) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void supervisor.kill('SIGKILL'));
  const lines = createInterface({ input: supervisor.stdout });
  for await (const line of lines) if (line.includes('Self-check passed')) break;
  supervisor.stdout.resume();
  const credentials = Credentials.parse(JSON.parse(readFileSync(join(data, 'credentials.json'), 'utf8')));
  return {
    api: connectApi(credentials.url, credentials),
    supervisor,
    pids() {
      const running = JSON.parse(readFileSync(join(data, 'run/processes.json'), 'utf8')) as Record<
        string,
        { pid: number }
      >;
      return [supervisor.pid ?? 0, ...Object.values(running).map(({ pid }) => pid)];
    },
  };
}

const gone = (pids: number[]) =>
  expect.poll(() => pids.filter((pid) => startTimeOf(pid) !== null), { timeout: 30_000 }).toEqual([]);

describe('a system that is killed while files are uploaded', () => {
  it.each([
    ['the supervisor alone', (running: Running) => running.supervisor.kill('SIGKILL')],
    [
      'everything at once',
      (running: Running) => {
        for (const pid of running.pids()) process.kill(pid, 'SIGKILL');
      },
    ],
  ])(
    '%s: all processes end, and the next start loses nothing',
    async (_, kill) => {
      const data = temporaryData();
      const running = await runMain(data);
      const pids = running.pids();
      const ended = once(running.supervisor, 'exit');
      const accepted = await uploadUntil(running.api, {
        atLeast: 1,
        after: { accepted: 6, act: () => kill(running) },
        until: () => ended,
      });
      await gone(pids);
      const again = await startTestSystem(data);
      await checkNothingLost(again.api, accepted);
      expect(existsSync(join(data, 'credentials.json'))).toBe(true);
    },
    LONGEST_MS,
  );
});
