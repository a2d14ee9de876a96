import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { startTimeOf } from '../data/start-time.ts';

interface Running {
  readonly pid: number;
  readonly started: string | null;
}

/** A file that names the processes of the run: for people, and for the next run after this one was killed. */
export interface RunningProcesses {
  /** Never throws. What cannot be written now is tried again until it can be, or until `close`. */
  set(name: string, pid: number): void;
  close(): void;
}

const AGAIN_MS = 5000;

/**
 * `onFault` is told when the file cannot be written, once until it can be again. The processes are kept running all the
 * same: a full disk must not end what could wait for room.
 */
export function recordProcesses(file: string, onFault: (fault: Error) => void, againMs = AGAIN_MS): RunningProcesses {
  const running: Record<string, Running> = {};
  let again: NodeJS.Timeout | undefined;
  let failing = false;
  const record = () => {
    clearTimeout(again);
    try {
      writeFileSync(`${file}.new`, `${JSON.stringify(running, null, 2)}\n`, { mode: 0o600 });
      renameSync(`${file}.new`, file);
      failing = false;
    } catch (fault) {
      if (!failing) onFault(fault as Error);
      failing = true;
      again = setTimeout(record, againMs).unref();
    }
  };
  return {
    set(name, pid) {
      running[name] = { pid, started: startTimeOf(pid) };
      record();
    },
    close: () => clearTimeout(again),
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
