import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { startTimeOf } from '../data/start-time.ts';

interface Running {
  readonly pid: number;
  readonly started: string | null;
}

/** A file that names the processes of the run: for people, and for the next run after this one was killed. */
export interface RunningProcesses {
  set(name: string, pid: number): void;
}

export function recordProcesses(file: string): RunningProcesses {
  const running: Record<string, Running> = {};
  return {
    set(name, pid) {
      running[name] = { pid, started: startTimeOf(pid) };
      writeFileSync(`${file}.new`, `${JSON.stringify(running, null, 2)}\n`, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}

const GRACE_MS = 5000;
const LOOK_EVERY_MS = 50;

/**
 * After a run that was killed its processes notice that their pipe is closed and end. They hold the files of queue and
 * table, so they are waited for; one that hangs is killed. A process id that is somebody else's by now is let alone.
 */
export async function endLeftovers(file: string): Promise<string[]> {
  const deadline = performance.now() + GRACE_MS;
  const killed: string[] = [];
  for (const [name, process_] of Object.entries(read(file))) {
    while (isRunning(process_) && performance.now() < deadline) await wait(LOOK_EVERY_MS);
    if (!isRunning(process_)) continue;
    process.kill(process_.pid, 'SIGKILL');
    killed.push(name);
    while (isRunning(process_)) await wait(LOOK_EVERY_MS);
  }
  return killed;
}

function isRunning({ pid, started }: Running): boolean {
  return started !== null && startTimeOf(pid) === started;
}

function read(file: string): Record<string, Running> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Running>;
  } catch {
    // No run before this one, or one that was killed before it started anything.
    return {};
  }
}
